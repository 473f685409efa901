using System.Globalization;

namespace ScanWorker.Benchmarks.Sets;

/// <summary>Writes a list of random hashes, four to a row.</summary>
internal static class MillionLines
{
    public static string Write(string path, int count)
    {
        var random = new Random(1);
        var bytes = new byte[16 + 20 + 32 + 32];
        using var writer = new StreamWriter(path);
        writer.Write("entry_id,md5,sha1,sha256,pdq,category\n");
        for (var i = 0; i < count; i++)
        {
            random.NextBytes(bytes);
            var hex = Convert.ToHexStringLower(bytes);
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"e{i},{hex[..32]},{hex[32..72]},{hex[72..136]},{hex[136..]},A{1 + (i % 2)}\n"));
        }

        return path;
    }
}
