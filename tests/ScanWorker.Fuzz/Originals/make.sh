#!/bin/sh
# Encodes the fuzzer's two generated pictures as common encoders do. Run once; the files are committed.
# Needs Debian's libjpeg-turbo-progs, imagemagick, ffmpeg, webp, gifsicle, pngquant, netpbm, libavif-bin, python3, and the
# colour profiles of libgs-common.
# usage: dotnet run --project tests/ScanWorker.Fuzz -- pictures originals DIRECTORY; make.sh DIRECTORY
set -e
tools=$(cd "$(dirname "$0")" && pwd)
profiles=/usr/share/color/icc/ghostscript
cd "$1"
for i in known other; do
  convert $i.png $i.ppm
  cjpeg -quality 75 -progressive $i.ppm > $i-progressive.jpg
  cjpeg -quality 80 -sample 2x1 -optimize -restart 1 $i.ppm > $i-restart.jpg
  cjpeg -quality 70 -progressive -restart 4B $i.ppm > $i-progressive-restart.jpg
  printf '0;\n1;\n2;\n' > scans.txt
  cjpeg -quality 80 -scans scans.txt $i.ppm > $i-scans.jpg
  cjpeg -quality 80 -grayscale $i.ppm > $i-gray.jpg
  ffmpeg -v error -y -i $i.png -q:v 4 -pix_fmt yuvj420p $i-ffmpeg.jpg
  convert $i.png -colors 40 -interlace PNG png8:$i-palette.png
  convert $i.png -colorspace gray -depth 16 $i-gray16.png
  pngquant -f -o $i-quant.png 16 $i.png
  convert $i.png -interlace GIF -colors 30 $i-interlaced.gif
  convert -delay 10 $i.png \( +clone -flip \) \( +clone -resize 50% \) anim.gif
  gifsicle -O2 --careful anim.gif -o $i-animated.gif 2>/dev/null
  cwebp -quiet -q 60 -m 6 -segments 4 $i.png -o $i-segments.webp
  cwebp -quiet -near_lossless 40 -m 4 $i.png -o $i-near.webp
  gif2webp -quiet -lossy $i-animated.gif -o $i-animated.webp
  convert $i.png -colors 50 bmp3:$i-palette.bmp
  ppmtobmp -os2 -bpp=24 $i.ppm > $i-os2.bmp 2>/dev/null
  ffmpeg -v error -y -i $i.png -pix_fmt rgb565le $i-565.bmp
  convert $i.png -colors 16 -type palette -compress RLE bmp3:$i-rle.bmp
  # Turned by metadata, with a profile, in inks, framed.
  convert $i.png -rotate -90 -quality 85 turned.jpg
  convert $i.png -rotate -90 turned.png
  python3 "$tools/turn.py" $i
  convert $i.png -profile $profiles/srgb.icc -profile $profiles/a98.icc -quality 85 $i-adobe-rgb.jpg
  convert $i.png -profile $profiles/srgb.icc -profile $profiles/a98.icc $i-adobe-rgb.png
  cwebp -quiet -metadata icc -q 80 $i-adobe-rgb.png -o $i-adobe-rgb.webp
  convert $i.png -profile $profiles/srgb.icc -profile $profiles/rommrgb.icc -quality 85 $i-prophoto.jpg
  convert $i.png -colorspace CMYK -quality 85 $i-cmyk.jpg
  convert $i.png -gamma 2 -set gamma 0.9 $i-gamma.png
  convert $i.png -bordercolor black -border 40x20 -quality 85 $i-border.jpg
  # Not opaque, moving.
  convert $i.png \( -size 160x120 gradient:white-black \) -alpha off -compose CopyOpacity -composite $i-alpha.png
  convert $i.png \( -size 160x120 xc:gray30 \) -alpha off -compose CopyOpacity -composite $i-faint.png
  cwebp -quiet -q 80 $i-alpha.png -o $i-alpha.webp
  ffmpeg -v error -y -i $i.png -plays 0 -f apng $i-apng.png
  # AVIF: in its properties, tracks and cells.
  avifenc --min 10 --max 20 $i.png $i-plain.avif
  avifenc --min 10 --max 20 -y 420 -d 10 $i.png $i-ten-bits.avif
  avifenc --min 10 --max 20 --imir 1 $i.png $i-mirrored.avif
  convert $i.png -rotate 90 part.png
  avifenc --min 10 --max 20 --irot 1 part.png $i-turned.avif
  convert $i.png -bordercolor red -border 16x16 part.png
  avifenc --min 10 --max 20 --crop 16,16,160,120 part.png $i-cropped.avif
  avifenc --min 10 --max 20 --crop 8,8,40,40 $i.png $i-hidden.avif
  avifenc --min 10 --max 20 --premultiply $i-alpha.png $i-premultiplied.avif
  avifenc --min 10 --max 20 $i-alpha.png $i-alpha.avif
  convert $i.png -flip part.png
  avifenc --min 10 --max 20 $i.png part.png $i.png $i-sequence.avif
  convert $i.png -crop 80x120 +repage part-%d.png
  avifenc --min 10 --max 20 --grid 2x1 part-0.png part-1.png $i-grid.avif
  # Icons: a bitmap, two of them, a PNG.
  convert $i.png $i-plain.ico
  convert $i.png \( -clone 0 -resize 32x24 \) $i-two.ico
  convert $i.png -alpha set PNG32:part.png
  python3 "$tools/icon.py" part.png $i-png.ico
done
rm -f part*.png turned.* ./*.ppm scans.txt anim.gif known.png other.png
