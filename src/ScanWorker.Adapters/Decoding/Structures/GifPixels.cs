namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>Walks the LZW codes of a GIF's frame to see whether they make exactly its pixels. Nothing is
/// kept.</summary>
internal static class GifPixels
{
    private const int CodesMax = 4096;
    private const int WidthMax = 12;
    private const int BlocksBetweenLooks = 1024;

    /// <returns>What is odd about them, or null.</returns>
    /// <param name="data">The least code size, then sub-blocks to their end.</param>
    /// <param name="pixels">How many there must be.</param>
    /// <param name="colours">How many the palette has.</param>
    /// <param name="deadline">Ends the work.</param>
    public static Oddity? OddityOf(ReadOnlySpan<byte> data, long pixels, int colours, CancellationToken deadline)
    {
        int bits = data[0];
        if (bits is < 2 or > 8)
        {
            return Oddity.PixelData;
        }

        var codes = new Codes(bits);
        var (buffer, count, position, blocks) = (0u, 0, 1, 0);
        while (data[position] != 0)
        {
            if (blocks++ % BlocksBetweenLooks == 0)
            {
                deadline.ThrowIfCancellationRequested();
            }

            foreach (var next in data.Slice(position + 1, data[position]))
            {
                buffer |= (uint)next << count;
                count += 8;
                while (count >= codes.Width && !codes.IsEnded)
                {
                    if (!codes.Take((int)(buffer & ((1u << codes.Width) - 1)), out var used) || codes.Pixels > pixels)
                    {
                        return Oddity.PixelData;
                    }

                    (buffer, count) = (buffer >> used, count - used);
                }
            }

            position += data[position] + 1;
        }

        return codes.Pixels != pixels ? Oddity.PixelData
            : codes.Largest >= colours ? Oddity.PaletteIndex
            : null;
    }

    /// <summary>For each code how many pixels it stands for, which comes first and which is the largest.</summary>
    private sealed class Codes
    {
        private readonly int _clear;
        private readonly int[] _lengths = new int[CodesMax];
        private readonly byte[] _firsts = new byte[CodesMax];
        private readonly byte[] _largest = new byte[CodesMax];
        private int _next;
        private int _before = -1;
        private bool _wasCleared;

        public Codes(int bits)
        {
            _clear = 1 << bits;
            for (var i = 0; i < _clear; i++)
            {
                (_lengths[i], _firsts[i], _largest[i]) = (1, (byte)i, (byte)i);
            }

            Clear();
        }

        public int Width { get; private set; }

        public long Pixels { get; private set; }

        public int Largest { get; private set; }

        public bool IsEnded { get; private set; }

        /// <returns>False if there is no such code.</returns>
        public bool Take(int code, out int used)
        {
            used = Width;
            if (code == _clear)
            {
                Clear();
                _wasCleared = true;
                return true;
            }

            if (code == _clear + 1)
            {
                IsEnded = true;
                return true;
            }

            // The first code clears, as the standard wants it; a code after that stands for one pixel.
            if (!_wasCleared || (_before < 0 ? code >= _clear : code > _next || (code == _next && _next == CodesMax)))
            {
                return false;
            }

            if (_before >= 0 && _next < CodesMax)
            {
                var last = code == _next ? _firsts[_before] : _firsts[code];
                _lengths[_next] = _lengths[_before] + 1;
                _firsts[_next] = _firsts[_before];
                _largest[_next] = Math.Max(_largest[_before], last);
                _next++;
                if (_next == 1 << Width && Width < WidthMax)
                {
                    Width++;
                }
            }

            Pixels += _lengths[code];
            Largest = Math.Max(Largest, _largest[code]);
            _before = code;
            return true;
        }

        private void Clear() => (_next, _before, Width) = (_clear + 2, -1, BitsOf(_clear) + 1);

        private static int BitsOf(int clear) => System.Numerics.BitOperations.Log2((uint)clear);
    }
}
