"""Serves one H.264 or H.265 file in a loop by GStreamer's RTSP server: cameras as somebody else wrote them.

Arguments: file, codec (h264|h265), frames per second, mount path, user, password, basic|digest.
Prints `PORT <n>` once it listens on a free port of 127.0.0.1, and runs until it is stopped.
"""

import signal
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402


def main() -> None:
    file, codec, fps, mount, user, password, scheme = sys.argv[1:8]
    Gst.init(None)

    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    server.set_auth(credentials(user, password, scheme))

    factory = GstRtspServer.RTSPMediaFactory()
    # A byte stream from a file has no clock: the parser is told the rate, and identity holds it to real time.
    factory.set_launch(
        f"( multifilesrc location={file} loop=true caps=video/x-{codec},stream-format=byte-stream"
        f",alignment=nal,framerate={fps}/1 ! {codec}parse"
        f" ! identity sync=true ! rtp{codec}pay name=pay0 pt=96 config-interval=-1 )"
    )
    factory.set_shared(True)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(permissions)
    server.get_mount_points().add_factory(mount, factory)

    loop = GLib.MainLoop()
    for number in (signal.SIGINT, signal.SIGTERM):
        GLib.unix_signal_add(GLib.PRIORITY_HIGH, number, loop.quit)
    server.attach(None)
    print(f"PORT {server.get_bound_port()}", flush=True)
    loop.run()


def credentials(user: str, password: str, scheme: str) -> GstRtspServer.RTSPAuth:
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    if scheme == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(user, password, token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    return auth


if __name__ == "__main__":
    main()
