"""Puts an orientation of 6 into turned.jpg and turned.png. usage: turn.py NAME"""
import struct
import sys
import zlib

name = sys.argv[1]
exif = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x112, 3, 1, 6, 0, 0)
jpeg = open("turned.jpg", "rb").read()
body = b"Exif\0\0" + exif
with open(name + "-turned.jpg", "wb") as file:
    file.write(jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:])
png = open("turned.png", "rb").read()
chunk = b"eXIf" + exif
with open(name + "-turned.png", "wb") as file:
    file.write(png[:33] + struct.pack(">I", len(exif)) + chunk + struct.pack(">I", zlib.crc32(chunk)) + png[33:])
