"""Pictures of every kind that clients send, and what else they put into the form's fields."""
import base64
import io

import pytest
from PIL import Image


@pytest.fixture(scope="module")
def photo(pictures):
    return Image.open(io.BytesIO(pictures[0]["person_image"])).convert("RGB")


@pytest.fixture
def server(start):
    return start("fault").wait_until_ready()


def encoded(image, file_format, **options):
    file = io.BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


def status_of(server, pictures, person, field="person_image"):
    reply = server.try_on({**pictures[0], field: person})
    if reply.status != 200:
        assert reply.json["detail"].startswith(field)
    return reply.status


def test_every_kind_of_a_taken_format(server, pictures, photo):
    turned = photo.rotate(9)
    for mode in ("RGB", "L", "CMYK"):
        assert status_of(server, pictures, encoded(photo.convert(mode), "JPEG")) == 200, mode
    for mode in ("RGB", "RGBA", "L", "LA", "P", "1", "I;16"):
        assert status_of(server, pictures, encoded(photo.convert("L").convert(mode), "PNG")) == 200, mode
    kinds = {"progressive": encoded(photo, "JPEG", progressive=True), "webp": encoded(photo, "WEBP"),
             "two pictures, as phones' JPEGs have": encoded(photo, "MPO", save_all=True, append_images=[turned]),
             "lossless webp": encoded(photo.convert("RGBA"), "WEBP", lossless=True),
             "moving webp": encoded(photo, "WEBP", save_all=True, append_images=[turned]),
             "moving png": encoded(photo, "PNG", save_all=True, append_images=[turned]),
             "one pixel": encoded(photo.resize((1, 1)), "PNG"), "a column": encoded(photo.resize((3, 2001)), "PNG"),
             "junk behind it": encoded(photo, "JPEG") + b"junk" * 1000}
    for name, picture in kinds.items():
        assert status_of(server, pictures, picture) == 200, name


def test_other_formats(server, pictures, photo):
    for file_format in ("GIF", "BMP", "TIFF", "PPM", "ICO"):
        assert status_of(server, pictures, encoded(photo, file_format)) == 415, file_format
    for brand in (b"heic", b"avif"):
        assert status_of(server, pictures, b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1" + brand + bytes(999)) == 415
    for other in (b"%PDF-1.4\n", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"\xff"):
        assert status_of(server, pictures, other) == 415, other


def test_damaged_files(server, pictures, photo):
    for file_format in ("JPEG", "PNG", "WEBP"):
        whole = encoded(photo, file_format)
        for length in (12, len(whole) // 50, len(whole) // 2, len(whole) - 2):
            assert status_of(server, pictures, whole[:length]) == 422, (file_format, length)
    assert status_of(server, pictures, b"") == 422


def test_too_many_pixels(server, pictures):
    for size in ((17_000, 1), (9000, 9000)):
        assert status_of(server, pictures, encoded(Image.new("1", size), "PNG")) == 413, size


def test_masks(server, pictures, photo):
    def mask(file):
        return status_of(server, pictures, file, "mask_image")

    for mode in ("L", "1", "RGB", "RGBA"):
        assert mask(encoded(photo.convert(mode), "PNG")) == 200, mode
    assert mask(b"") == 200  # as a browser sends a file input that was left empty
    assert mask(encoded(photo.resize((5, 5)), "PNG")) == 422
    assert mask(encoded(photo, "GIF")) == 415


def test_a_file_in_the_place_of_a_text(server, pictures):
    """It is not repeated in the reply, as a wrong text is."""
    reply = server.try_on({**pictures[0], "seed": bytes(1 << 20)})
    assert reply.status == 413 and "seed" in reply.json["detail"] and len(reply.body) < 1000
    reply = server.try_on({"cloth_image": pictures[0]["cloth_image"]}, person_image="x" * (1 << 20))
    assert reply.status == 413 and len(reply.body) < 1000


def test_a_photo_is_taken_upright(start, pictures, photo):
    """Phones store photos as the sensor lies and write the rotation into the Exif block."""
    server = start("server", "--model", "mini").wait_until_ready()
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise
    lying = encoded(photo.transpose(Image.Transpose.ROTATE_90), "PNG", exif=exif)
    fields = {"num_inference_steps": 1, "output_format": "png"}
    replies = [server.try_on({**pictures[0], "person_image": person}, **fields)
               for person in (encoded(photo, "PNG"), lying)]
    upright, turned = (base64.b64decode(reply.json["imageBase64"]) for reply in replies)
    assert upright == turned
