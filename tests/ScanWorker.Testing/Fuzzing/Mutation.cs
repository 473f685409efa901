using System.Runtime.InteropServices;

namespace ScanWorker.Testing.Fuzzing;

/// <summary>Damages bytes as transfers, disks and attackers do.</summary>
internal static class Mutation
{
    private const int DamagesMax = 4;

    private static readonly long[] Telling =
    [
        0, 1, -1, 2, 127, 128, 255, 256, 65535, 65536,
        int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue,
    ];

    /// <summary>A copy with one to four damages.</summary>
    internal static byte[] Damage(byte[] valid, Random random)
    {
        var bytes = valid.ToArray();
        for (var left = random.Next(DamagesMax) + 1; left > 0 && bytes.Length > 0; left--)
        {
            bytes = Once(bytes, random);
        }

        return bytes;
    }

    private static byte[] Once(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        switch (random.Next(10))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes, .. Noise(random.Next(100), random)];
            case 2:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 3:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 4 or 5:
                WriteNumber(bytes, at & -4, sizeof(int), random);
                return bytes;
            case 6 or 7:
                WriteNumber(bytes, at & -8, sizeof(long), random);
                return bytes;
            case 8:
                var length = Math.Min(random.Next(1, 128), bytes.Length - at);
                bytes.AsSpan(random.Next(bytes.Length - length + 1), length).CopyTo(bytes.AsSpan(at));
                return bytes;
            default:
                bytes.AsSpan(at, Math.Min(random.Next(1, 64), bytes.Length - at)).Fill((byte)(random.Next(2) * 255));
                return bytes;
        }
    }

    private static void WriteNumber(byte[] bytes, int at, int size, Random random)
    {
        var number = random.Next(3) == 0 ? random.Next(bytes.Length) : Telling[random.Next(Telling.Length)];
        var written = MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in number))[..Math.Min(size, bytes.Length - at)];
        written.CopyTo(bytes.AsSpan(at));
    }

    private static byte[] Noise(int length, Random random)
    {
        var noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }
}
