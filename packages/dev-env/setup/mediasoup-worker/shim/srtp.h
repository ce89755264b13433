// The part of libsrtp 3's interface that mediasoup's worker calls, on top of libsrtp 2, which is what Debian 12 has.
// Two things differ: the policy of version 3 is an opaque object that is filled by setters, and its packet functions
// write to a second buffer whose size they check, where version 2 works in place and trusts its caller for the room.
#pragma once

#include <srtp2/srtp.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

// Two errors that only version 3 knows; its numbers follow on the last one of version 2.
inline constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
inline constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

namespace srtp_shim
{
	struct Policy
	{
		::srtp_policy_t native{};
		// Master key and salt, one after the other: version 2 keeps a pointer to them until the session is created.
		std::array<uint8_t, SRTP_MAX_KEY_LEN> key{};

		Policy()                         = default;
		Policy(const Policy&)            = delete;
		Policy& operator=(const Policy&) = delete;
		~Policy()
		{
			explicit_bzero(this->key.data(), this->key.size());
		}
	};

	using InPlace = srtp_err_status_t (*)(srtp_t, void*, int*);

	// SRTCP appends the encryption flag and index before the authentication tag.
	inline constexpr size_t RtpTrailer{ SRTP_MAX_TRAILER_LEN };
	inline constexpr size_t RtcpTrailer{ SRTP_MAX_TRAILER_LEN + sizeof(uint32_t) };

	inline srtp_err_status_t Apply(
	  InPlace function,
	  srtp_t session,
	  const uint8_t* in,
	  size_t inLen,
	  uint8_t* out,
	  size_t* outLen,
	  size_t trailer)
	{
		if (inLen > static_cast<size_t>(INT_MAX))
		{
			return srtp_err_status_bad_param;
		}

		if (*outLen < inLen + trailer)
		{
			return srtp_err_status_buffer_small;
		}

		if (in != out)
		{
			std::memmove(out, in, inLen);
		}

		int len           = static_cast<int>(inLen);
		const auto status = function(session, out, &len);

		if (status == srtp_err_status_ok)
		{
			*outLen = static_cast<size_t>(len);
		}

		return status;
	}
} // namespace srtp_shim

using srtp_shim_policy_t = srtp_shim::Policy*;

inline srtp_err_status_t srtp_policy_create(srtp_shim_policy_t* policy)
{
	*policy = new (std::nothrow) srtp_shim::Policy();

	return *policy ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_shim_policy_t policy)
{
	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_shim_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->native.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_shim_policy_t policy, srtp_profile_t profile)
{
	const auto status = srtp_crypto_policy_set_from_profile_for_rtp(&policy->native.rtp, profile);

	if (status != srtp_err_status_ok)
	{
		return status;
	}

	return srtp_crypto_policy_set_from_profile_for_rtcp(&policy->native.rtcp, profile);
}

// The worker uses no master key identifiers.
inline srtp_err_status_t srtp_policy_add_key(
  srtp_shim_policy_t policy,
  const uint8_t* key,
  size_t keyLen,
  const uint8_t* salt,
  size_t saltLen,
  const uint8_t* /*mki*/,
  size_t mkiLen)
{
	if (mkiLen != 0 || keyLen > policy->key.size() || saltLen > policy->key.size() - keyLen)
	{
		return srtp_err_status_bad_param;
	}

	std::copy_n(key, keyLen, policy->key.begin());
	std::copy_n(salt, saltLen, policy->key.begin() + keyLen);
	policy->native.key = policy->key.data();

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_shim_policy_t policy, bool isAllowed)
{
	policy->native.allow_repeat_tx = isAllowed ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_shim_policy_t policy, unsigned long packets)
{
	policy->native.window_size = packets;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_shim_policy_t policy)
{
	policy->native.next = nullptr;

	return ::srtp_create(session, &policy->native);
}

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t /*mkiIndex*/)
{
	return srtp_shim::Apply(::srtp_protect, session, in, inLen, out, outLen, srtp_shim::RtpTrailer);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t /*mkiIndex*/)
{
	return srtp_shim::Apply(::srtp_protect_rtcp, session, in, inLen, out, outLen, srtp_shim::RtcpTrailer);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen)
{
	return srtp_shim::Apply(::srtp_unprotect, session, in, inLen, out, outLen, 0);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen)
{
	return srtp_shim::Apply(::srtp_unprotect_rtcp, session, in, inLen, out, outLen, 0);
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return ::srtp_remove_stream(session, ssrc);
}

// From here on the worker's `srtp_policy_t` is the opaque object.
#define srtp_policy_t srtp_shim_policy_t
