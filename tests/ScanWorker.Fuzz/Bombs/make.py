"""Pictures that are small as files and want much: make.py DIRECTORY. Only zeros and headers; nothing is shown by them."""
import os
import struct
import sys
import zlib


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def zeros(count):
    """Deflated, without ever holding them."""
    packer, parts, block = zlib.compressobj(9), [], bytes(1 << 20)
    while count > 0:
        parts.append(packer.compress(block[:count]))
        count -= len(block)
    return b"".join(parts) + packer.flush()


def png(width, height, bits, colour, *before, after=(), row_bytes=None):
    if row_bytes is None:
        row_bytes = (width * bits * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour] + 7) // 8
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
            + b"".join(before) + chunk(b"IDAT", zeros((row_bytes + 1) * height)) + b"".join(after)
            + chunk(b"IEND", b""))


def animated_png(width, height, frames, between=b""):
    body = zeros((width * 4 + 1) * height)
    control = lambda n: chunk(b"fcTL", struct.pack(">IIIIIHHBB", n, width, height, 0, 0, 1, 10, 0, 0))
    parts = [chunk(b"acTL", struct.pack(">II", frames, 0)), between, control(0)]
    more, n = [], 1
    for _ in range(frames - 1):
        more += [control(n), chunk(b"fdAT", struct.pack(">I", n + 1) + body)]
        n += 2
    return png(width, height, 8, 6, *parts, after=more)


def gif(width, height, frames, lzw):
    control = b"\x21\xF9\x04\x04\x01\x00\x00\x00"
    frame = control + b"\x2C" + struct.pack("<HHHHB", 0, 0, width, height, 0) + lzw
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + frame * frames + b";"


def lzw_zeros(pixels):
    """Each code is a string one longer than that before it: 0, then 6, 7, 8 ... until the table is full."""
    bits, count, out, size = 0, 0, bytearray(), 3

    def put(code):
        nonlocal bits, count
        bits |= code << count
        count += size
        while count >= 8:
            out.append(bits & 255)
            bits >>= 8
            count -= 8

    put(4)
    following, length = 6, 1
    while pixels > 0:
        length = min(length, pixels)
        code = 0 if length == 1 else 4 + length
        if code == following:
            following += 1
        put(code)
        pixels -= length
        length += 1
        if following == 1 << size and size < 12:
            size += 1
        if following == 4095:
            put(4)
            size, following, length = 3, 6, 1
    put(5)
    out.append(bits & 255)
    blocks = b"".join(bytes([len(out[i:i + 255])]) + out[i:i + 255] for i in range(0, len(out), 255))
    return b"\x02" + blocks + b"\x00"


def jpeg_scans(side, scans):
    """Progressive and grey: one scan of zero differences, then the same empty band again and again."""
    segment = lambda marker, body: struct.pack(">HH", marker, len(body) + 2) + body
    blocks = (side // 8) ** 2
    dc = b"\x00" + bytes([1] + [0] * 15) + b"\x00"
    ac = b"\x10" + bytes([1] + [0] * 15) + b"\xE0"
    head = (b"\xFF\xD8" + segment(0xFFDB, b"\x00" + bytes([16] * 64))
            + segment(0xFFC2, struct.pack(">BHHB", 8, side, side, 1) + b"\x01\x11\x00")
            + segment(0xFFC4, dc) + segment(0xFFC4, ac))
    first = segment(0xFFDA, b"\x01\x01\x00\x00\x00\x00") + bytes(blocks // 8)
    runs, left = [], blocks
    while left >= 1 << 14:
        extra = min(left - (1 << 14), (1 << 14) - 1)
        runs.append("0" + format(extra, "014b"))
        left -= (1 << 14) + extra
    text = "".join(runs)
    text += "1" * (-len(text) % 8)
    band = bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8)).replace(b"\xFF", b"\xFF\x00")
    again = segment(0xFFDA, b"\x01\x01\x00\x01\x3F\x00") + band
    return head + first + again * scans + b"\xFF\xD9"


def bmp_runs(width, height):
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, 0, 0, 0, 256, 0) + bytes(1024)
    row = b"\xFF\x00" * (width // 255) + bytes([width % 255 or 1, 0]) + b"\x00\x00"
    body = row * height + b"\x00\x01"
    return b"BM" + struct.pack("<IHHI", 14 + len(header) + len(body), 0, 0, 14 + len(header)) + header + body


def icon(entries):
    picture = png(256, 256, 8, 6)
    table, data, at = b"", b"", 6 + 16 * entries
    for _ in range(entries):
        table += struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, len(picture), at + len(data))
        data += picture
    return struct.pack("<HHH", 0, 1, entries) + table + data


def tiff(width, height, pages):
    body = zeros(width * height * 3)
    out = bytearray(b"II*\x00" + struct.pack("<I", 8 + len(body)) + body)
    for page in range(pages):
        fields = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 2),
                  (273, 4, 1, 8), (277, 3, 1, 3), (278, 4, 1, height), (279, 4, 1, len(body))]
        after = len(out) + 2 + 12 * len(fields) + 4
        out += struct.pack("<H", len(fields)) + b"".join(struct.pack("<HHII", *field) for field in fields)
        out += struct.pack("<I", after if page + 1 < pages else 0)
    return bytes(out)


BOMBS = {
    "png-64-megapixels.png": lambda: png(8000, 8000, 16, 6),
    "png-3600-megapixels.png": lambda: png(60000, 60000, 1, 0, row_bytes=1),
    "png-text-1-gib.png": lambda: png(64, 64, 8, 2, chunk(b"zTXt", b"Comment\0\0" + zeros(1 << 30))),
    "png-profile-1-gib.png": lambda: png(64, 64, 8, 2, chunk(b"iCCP", b"p\0\0" + zeros(1 << 30))),
    "png-2-million-chunks.png": lambda: png(64, 64, 8, 2, chunk(b"tEXt", b"a\0") * 2_000_000),
    "png-frames-transparencies.png": lambda: animated_png(64, 64, 32, chunk(b"tRNS", bytes(256)) * 100_000),
    "png-1000-frames-4-megapixels.png": lambda: animated_png(2000, 2000, 1000),
    "gif-50000-frames.gif": lambda: gif(2000, 2000, 50_000, b"\x02\x02\x4C\x01\x00"),
    "gif-frames-4-megapixels.gif": lambda: gif(2000, 2000, 200, lzw_zeros(4_000_000)),
    "gif-64-megapixels.gif": lambda: gif(8000, 8000, 1, lzw_zeros(64_000_000)),
    "jpeg-5000-scans.jpg": lambda: jpeg_scans(4000, 5000),
    "jpeg-64-megapixels-500-scans.jpg": lambda: jpeg_scans(8000, 500),
    "bmp-runs-64-megapixels.bmp": lambda: bmp_runs(8000, 8000),
    "ico-2000-pictures.ico": lambda: icon(2000),
    "tiff-64-megapixels.tif": lambda: tiff(8000, 8000, 1),
    "tiff-5000-pages.tif": lambda: tiff(2000, 2000, 5000),
}

if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    for name, make in BOMBS.items():
        with open(os.path.join(sys.argv[1], name), "wb") as file:
            file.write(make())
