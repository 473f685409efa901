using System.Numerics;
using System.Runtime.InteropServices;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Segments;

/// <summary>
/// A 64-bit hash of bytes and of entry keys, the same in every process and version: it places rows in files.
/// </summary>
/// <remarks>No protection against chosen collisions: whoever finds an equal hash compares what was hashed.</remarks>
internal static class KeyHash
{
    private const ulong Seed = 0x9E37_79B9_7F4A_7C15;
    private const ulong Factor = 0xD6E8_FEB8_6659_FD93;

    internal static ulong Of(string text) => Of(PackedWriter.StrictUtf8.GetBytes(text));

    internal static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ ((ulong)bytes.Length * Factor);
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Mix(hash, MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        var last = 0UL;
        foreach (var b in bytes)
        {
            last = (last << 8) | b;
        }

        return Mix(Mix(hash, last), Seed);
    }

    internal static ulong Of(in EntryKey key) => Combine(Of(key.Bank), Of(key.Source), Of(key.EntryId));

    /// <summary>The hash of an <see cref="EntryKey"/> from the hashes of its three parts.</summary>
    internal static ulong Combine(ulong bank, ulong source, ulong entryId) => Mix(Mix(bank, source), entryId);

    // The 128-bit product depends on every bit of both; its halves are folded so that no bit of it is lost. The
    // rotation and the seed keep a zero operand from wiping out what came before.
    private static ulong Mix(ulong state, ulong word)
    {
        var high = Math.BigMul(state ^ Seed, word ^ Factor, out var low);
        return high ^ low ^ BitOperations.RotateLeft(state, 23);
    }
}
