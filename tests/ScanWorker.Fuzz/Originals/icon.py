"""Makes an icon of one PNG of 160 x 120. usage: icon.py PNG ICON"""
import struct
import sys

png = open(sys.argv[1], "rb").read()
with open(sys.argv[2], "wb") as file:
    file.write(struct.pack("<HHHBBBBHHII", 0, 1, 1, 160, 120, 0, 0, 1, 32, len(png), 22) + png)
