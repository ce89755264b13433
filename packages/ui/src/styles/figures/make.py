#!/usr/bin/env python3
"""Makes the four figure fonts beside this file from Be Vietnam Pro, whose own figures have no tabular variant.

Ten digits, each centred in an advance of 640/1000 em; everything else still comes from Be Vietnam Pro.
Needs Debian's python3-fonttools and python3-brotli. Run it again when @fontsource/be-vietnam-pro changes.
"""

from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ADVANCE = 640
HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[2] / "node_modules/@fontsource/be-vietnam-pro/files"


def make(weight: int) -> None:
    font = TTFont(SOURCE / f"be-vietnam-pro-latin-{weight}-normal.woff2")
    options = Options()
    options.layout_features = []
    options.name_IDs = ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=range(0x30, 0x3A))
    subsetter.subset(font)
    glyphs = font.getGlyphSet()
    for name in font.getBestCmap().values():
        glyph = font["glyf"][name]
        shift = round((ADVANCE - (glyph.xMax - glyph.xMin)) / 2) - glyph.xMin
        recording = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(recording)
        pen = TTGlyphPen(None)
        recording.replay(TransformPen(pen, (1, 0, 0, 1, shift, 0)))
        font["glyf"][name] = pen.glyph()
        font["glyf"][name].recalcBounds(font["glyf"])
        font["hmtx"][name] = (ADVANCE, font["glyf"][name].xMin)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = f"TrucFigures-{weight}" if record.nameID == 6 else f"Truc Figures {weight}"
    font.flavor = "woff2"
    font.save(HERE / f"truc-figures-{weight}.woff2")


for weight in (400, 500, 600, 700):
    make(weight)
