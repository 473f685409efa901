using System.Collections.Immutable;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Commands.Sets.Finding;

/// <summary>What a person looks for.</summary>
/// <param name="Hashes">One kind each; an entry that has one equal is found.</param>
/// <param name="Perceptual">An entry that has one near is found.</param>
/// <param name="Name">Of an entry; null where hashes are sought.</param>
internal sealed record Sought(
    ImmutableArray<EntryHashes> Hashes, ImmutableArray<PerceptualHash> Perceptual, string? Name);
