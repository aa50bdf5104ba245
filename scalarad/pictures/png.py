"""Pictures as notebooks store them: PNG at twice the size, in a small palette; still or moving.

Pillow is imported where it is used: in a browser graphs are drawn without it.
"""

import base64
import io

SIGNATURE = b"\x89PNG"
SCALE = 2  # pixels for each pixel of the page, so that a picture stays sharp when enlarged


def in_small_palette(pictures, colors=32):
    """RGB images of one size, in one common palette in which the white of the page stays white."""
    from PIL import Image

    pictures = [picture.convert("RGB") for picture in pictures]
    width, height = pictures[0].size
    sheet = Image.new("RGB", (width, height * len(pictures)), "white")
    for i, picture in enumerate(pictures):
        sheet.paste(picture, (0, height * i))
    sheet = sheet.quantize(colors, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = sheet.getpalette()
    page = 3 * sheet.getpixel((0, 0))  # the colour of a corner, which is the page's
    palette[page : page + 3] = [255, 255, 255]
    sheet.putpalette(palette)
    return [sheet.crop((0, height * i, width, height * (i + 1))) for i in range(len(pictures))]


def opened(png):
    """The image in the bytes of a PNG, on white."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    page = Image.new("RGBA", picture.size, "white")
    page.alpha_composite(picture)
    return page.convert("RGB")


def of_one_size(pictures):
    """The images on pages of white that are all as large as the largest needs."""
    from PIL import Image

    width = max(picture.width for picture in pictures)
    height = max(picture.height for picture in pictures)
    pages = []
    for picture in pictures:
        page = Image.new("RGB", (width, height), "white")
        page.paste(picture, (0, 0))
        pages.append(page)
    return pages


def still(png):
    """The bytes of a PNG once more, in a small palette."""
    (picture,) = in_small_palette([opened(png)])
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def moving(pngs, seconds, colors=32):
    """An animated PNG of the frames: it plays once, and stops on the last.

    The last frame is also what a page without motion shows. `seconds` is how long it plays, less
    than five: what moves for longer needs a button to stop it (WCAG 2.2.2).
    """
    if not 0 < seconds < 5:
        raise ValueError(f"a picture moves for less than five seconds; got {seconds}")
    frames = in_small_palette(of_one_size([opened(png) for png in pngs]), colors)
    file = io.BytesIO()
    # Pillow leaves out a frame that equals the one before, and adds its time to that one.
    frames[-1].save(
        file,
        "PNG",
        save_all=True,
        append_images=frames,
        duration=round(1000 * seconds / len(frames)),
        loop=1,
        default_image=True,
    )
    return file.getvalue()


def bundle(png, words):
    """What Jupyter stores of the bytes of a PNG and its words: a pair of data and metadata."""
    from PIL import Image

    width, height = Image.open(io.BytesIO(png)).size
    look = {"width": width // SCALE, "height": height // SCALE, "alt": words}
    data = {"text/plain": words, "image/png": base64.b64encode(png).decode()}
    return data, {"image/png": look}
