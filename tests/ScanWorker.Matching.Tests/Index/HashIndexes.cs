using System.Security.Cryptography;
using System.Text;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Tests.Index;

/// <summary>Small sets for tests.</summary>
internal static class HashIndexes
{
    public static Segment Segment(params Entry[] entries)
    {
        var builder = new SegmentBuilder();
        foreach (var entry in entries)
        {
            builder.Add(entry);
        }

        return builder.Build();
    }

    /// <summary>An entry whose SHA-256 is that of a text.</summary>
    public static Entry Entry(string id, string content, string bank = "csam", string source = "ncmec") =>
        new(bank, id, source) { Sha256 = new Hash256(SHA256.HashData(Encoding.UTF8.GetBytes(content))) };
}
