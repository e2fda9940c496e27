"""Pictures of an office's stamp, drawn at test time."""

from pathlib import Path

from PIL import Image, ImageDraw

VIOLET = (91, 33, 182)


def a_stamp(path: Path, size: tuple[int, int] = (500, 500), *, mode: str = "RGBA") -> Path:
    """A violet ring with a bar through it; what is not drawn is transparent, where the mode knows that, else white."""
    paper = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(paper)
    width, height = size
    pen.ellipse((8, 8, width - 8, height - 8), outline=(*VIOLET, 255), width=max(4, min(size) // 16))
    pen.rectangle((width // 5, height * 2 // 5, width * 4 // 5, height * 3 // 5), fill=(*VIOLET, 255))
    if mode != "RGBA":
        white = Image.new("RGBA", size, (255, 255, 255, 255))
        paper = Image.alpha_composite(white, paper).convert(mode)
    paper.save(path, "PNG")
    return path
