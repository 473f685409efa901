namespace ScanWorker.Hashing.Tests;

internal static class Hashes
{
    internal static Hash256 Parse(string hex) =>
        Hash256.TryParseHex(hex, out var hash) ? hash : throw new FormatException($"Not a hash: {hex}");
}
