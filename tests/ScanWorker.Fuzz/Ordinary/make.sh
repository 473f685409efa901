#!/usr/bin/env bash
# Ordinary pictures: what encoders in use make of generated samples, about forty files a sample.
#   make.sh SAMPLES OUT [AT_ONCE]     SAMPLES: PNGs, as 'pictures samples' writes them
# Debian: advancecomp gifsicle graphicsmagick imagemagick jpegoptim libimage-exiftool-perl libjpeg-turbo-progs
# libvips-tools netpbm optipng pngcrush pngquant webp ffmpeg chromium; npm: sharp (for mozjpeg), if SHARP names its folder.
set -uo pipefail

encode() {
    local png=$1 out=$2 name n q
    name=$(basename "$png" .png) n=$((10#$(basename "$png" .png))) q=$((40 + n * 7 % 60))
    local dir; dir=$(mktemp -d)
    local ppm=$dir/in.ppm gray=$dir/gray.pgm
    pngtopnm "$png" > "$ppm" && ppmtopgm "$ppm" > "$gray"
    local sample; sample=$(printf '1x1 2x1 2x2 4x1 1x2' | cut -d' ' -f$((n % 5 + 1)))

    cjpeg -quality $q -sample "$sample" "$ppm" > "$out/$name-cjpeg.jpg"
    cjpeg -quality $q -progressive "$ppm" > "$out/$name-cjpeg-progressive.jpg"
    cjpeg -quality $q -optimize -restart $((n % 4 + 1)) "$ppm" > "$out/$name-cjpeg-restart.jpg"
    cjpeg -quality $q "$gray" > "$out/$name-cjpeg-gray.jpg"
    jpegtran -copy all -rotate 90 -trim "$out/$name-cjpeg.jpg" > "$out/$name-jpegtran-rotate.jpg"
    jpegtran -copy all -progressive -optimize "$out/$name-cjpeg.jpg" > "$out/$name-jpegtran-progressive.jpg"
    jpegtran -crop 96x64+16+16 "$out/$name-cjpeg-progressive.jpg" > "$out/$name-jpegtran-crop.jpg"
    cp "$out/$name-cjpeg.jpg" "$out/$name-jpegoptim.jpg" && jpegoptim -q -m$((q - 10)) "$out/$name-jpegoptim.jpg"
    jpegtran -crop 64x48+8+8 "$out/$name-cjpeg.jpg" > "$dir/thumb.jpg"
    cp "$out/$name-cjpeg.jpg" "$out/$name-exif.jpg"
    exiftool -q -overwrite_original "-ThumbnailImage<=$dir/thumb.jpg" -Orientation#=$((n % 8 + 1)) -Make=Maker \
        -Model=Phone -XMP:Rating=3 "-Comment=sample $n" "$out/$name-exif.jpg"

    convert-im6.q16 "$png" -quality $q -sampling-factor "$sample" "$out/$name-im.jpg"
    convert-im6.q16 "$png" -interlace Plane -quality $q "$out/$name-im-plane.jpg"
    convert-im6.q16 "$png" -colorspace CMYK -quality $q "$out/$name-im-cmyk.jpg"
    convert-im6.q16 "$png" "$out/$name-im.png"
    convert-im6.q16 "$png" -interlace PNG -depth 16 "$out/$name-im-16.png"
    convert-im6.q16 "$png" -alpha set -channel A -evaluate set 80% "$out/$name-im-alpha.png"
    convert-im6.q16 "$png" -colors $((n % 250 + 4)) "PNG8:$out/$name-im-8.png"
    convert-im6.q16 "$png" "$out/$name-im.gif"
    convert-im6.q16 "$png" "BMP3:$out/$name-im-3.bmp"
    convert-im6.q16 "$png" "BMP:$out/$name-im.bmp"
    convert-im6.q16 "$png" -colors 200 -type Palette -compress None "BMP3:$out/$name-im-palette.bmp"
    gm convert "$png" -quality $q "$out/$name-gm.jpg"
    gm convert "$png" "$out/$name-gm.png"
    gm convert "$png" "$out/$name-gm.gif"
    gm convert "$png" "$out/$name-gm.bmp"

    ffmpeg -v error -y -i "$png" -q:v $((n % 20 + 2)) "$out/$name-ffmpeg.jpg" < /dev/null
    ffmpeg -v error -y -i "$png" "$out/$name-ffmpeg.bmp" < /dev/null
    ffmpeg -v error -y -i "$png" -pred mixed "$out/$name-ffmpeg.png" < /dev/null

    optipng -quiet -o$((n % 4)) -out "$out/$name-optipng.png" "$png"
    pngquant --force --output "$out/$name-pngquant.png" $((n % 200 + 20)) "$png"
    pngcrush -q "$png" "$out/$name-pngcrush.png" 2> /dev/null
    cp "$png" "$out/$name-advpng.png" && advpng -q -z2 "$out/$name-advpng.png"
    pnmtopng -quiet -interlace "$ppm" > "$out/$name-netpbm.png" 2> /dev/null
    pnmtojpeg -quality=$q "$ppm" > "$out/$name-netpbm.jpg" 2> /dev/null
    pnmquant 200 "$ppm" 2> /dev/null | ppmtogif 2> /dev/null > "$out/$name-netpbm.gif"
    ppmtobmp "$ppm" > "$out/$name-netpbm.bmp" 2> /dev/null

    gifsicle -O3 --colors $((n % 200 + 16)) "$out/$name-im.gif" -o "$out/$name-gifsicle.gif" 2> /dev/null
    gifsicle --delay 20 --loop "$out/$name-im.gif" "$out/$name-gm.gif" -o "$out/$name-gifsicle-animated.gif" 2> /dev/null
    cwebp -quiet -q $q -m $((n % 7)) "$png" -o "$out/$name-cwebp.webp"
    cwebp -quiet -lossless -z $((n % 7)) "$png" -o "$out/$name-cwebp-lossless.webp"
    cwebp -quiet -near_lossless $q "$out/$name-im-alpha.png" -o "$out/$name-cwebp-alpha.webp"
    gif2webp -quiet -mixed "$out/$name-gifsicle-animated.gif" -o "$out/$name-gif2webp.webp"
    vips jpegsave "$png" "$out/$name-vips.jpg" --Q $q --interlace
    vips webpsave "$png" "$out/$name-vips.webp" --Q $q
    vips pngsave "$png" "$out/$name-vips.png" --palette
    rm -rf "$dir"
}

# What a page does that makes pictures smaller before it sends them.
canvas() {
    local out=$1 page; page=$(mktemp --suffix .html)
    shift
    {
        echo '<pre id=out></pre><script>'
        echo "const samples = [$(printf '"file://%s",' "$@")];"
        cat <<'SCRIPT'
(async () => {
    const lines = [];
    for (const address of samples) {
        const image = new Image();
        image.src = address;
        await image.decode();
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [image.width, image.height];
        canvas.getContext("2d").drawImage(image, 0, 0);
        const name = address.split("/").pop().slice(0, -4);
        for (const [type, end] of [["image/jpeg", "jpg"], ["image/png", "png"], ["image/webp", "webp"]])
            lines.push(`${name}-canvas.${end} ${canvas.toDataURL(type, 0.8).split(",")[1]}`);
    }
    document.getElementById("out").textContent = lines.join("\n");
})();
SCRIPT
        echo '</script>'
    } > "$page"
    chromium --headless --no-sandbox --allow-file-access-from-files --virtual-time-budget=600000 --dump-dom \
        "file://$page" 2> /dev/null | grep -oE '[0-9]+-canvas\.[a-z]+ [A-Za-z0-9+/=]+' |
        while read -r name base64; do base64 -d <<< "$base64" > "$out/$name"; done
    rm -f "$page"
}

mozjpeg() {
    (cd "$SHARP" && node -e '
        const sharp = require("sharp"), { basename } = require("path"), [out, ...samples] = process.argv.slice(1);
        (async () => { for (const [n, sample] of samples.entries()) {
            const name = `${out}/${basename(sample, ".png")}-sharp`;
            await sharp(sample).jpeg({ mozjpeg: true, quality: 40 + n * 7 % 60 }).toFile(`${name}-mozjpeg.jpg`);
            await sharp(sample).png({ palette: n % 2 === 0 }).toFile(`${name}.png`);
            await sharp(sample).webp({ nearLossless: n % 3 === 0 }).toFile(`${name}.webp`);
            await sharp(sample).gif().toFile(`${name}.gif`);
        } })();' "$@")
}

samples=$(realpath "${1:?SAMPLES}") out=$(mkdir -p "${2:?OUT}" && realpath "$2")
export -f encode canvas
find "$samples" -name '*.png' -print0 | sort -z | xargs -0 -P "${3:-2}" -I{} bash -c 'encode "$@"' _ {} "$out"
find "$samples" -name '*.png' -print0 | sort -z | xargs -0 -n 4 bash -c 'canvas "$@"' _ "$out"
[ -z "${SHARP:-}" ] || mozjpeg "$out" "$samples"/*.png
find "$out" -size 0 -delete
find "$out" -type f | wc -l
