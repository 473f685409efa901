using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Publishing;

/// <summary>
/// What one published version of a hash set is made of. Immutable; its exact bytes are what is signed.
/// </summary>
/// <param name="Set">Name of the set, so that a manifest of one set cannot be passed off as another's.</param>
/// <param name="Version">Counts up from 1; a worker never goes back to a smaller one.</param>
/// <param name="Parent">The version that was head when this one was made; 0 for the first.</param>
/// <param name="Created">When it was made, by the custodian's clock.</param>
/// <param name="Banks">By name, in ordinal order.</param>
/// <param name="Segments">The base first, then the deltas in the order in which they apply.</param>
public sealed record HashSetManifest(
    string Set,
    long Version,
    long Parent,
    DateTimeOffset Created,
    ImmutableArray<BankFacts> Banks,
    ImmutableArray<SegmentFacts> Segments)
{
    /// <summary>Layout of manifest and segments; a worker refuses one that it does not know.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>The earlier version whose content this one brings back; null when it is new content.</summary>
    public long? Restores { get; init; }

    /// <summary>
    /// The id of the last segment, where that only says which entries reviewers dispute; null: all are of lists.
    /// </summary>
    public string? Disputed { get; init; }

    /// <summary>The segments that hold what the lists say.</summary>
    [JsonIgnore]
    public ImmutableArray<SegmentFacts> Lists => DisputedSegment is null ? Segments : Segments[..^1];

    /// <summary>The segment that says which entries reviewers dispute, or null.</summary>
    [JsonIgnore]
    public SegmentFacts? DisputedSegment => Disputed is not null && Segments is [.., var last] && last.Id == Disputed
        ? last : null;

    /// <summary>Who published it.</summary>
    public string? By { get; init; }

    /// <summary>Why it was published.</summary>
    public string? Reason { get; init; }
}

/// <summary>What a manifest says about one bank.</summary>
/// <param name="Name">As in the policy file.</param>
/// <param name="Entries">How many entries it holds, disabled ones included.</param>
/// <param name="Sources">The lists that feed it, by name.</param>
public sealed record BankFacts(string Name, long Entries, ImmutableArray<SourceFacts> Sources)
{
    /// <summary>The age of its stalest source: that is what an alarm goes by.</summary>
    [JsonIgnore]
    public DateTimeOffset? OldestSource => Sources.IsDefaultOrEmpty ? null : Sources.Min(source => source.UpdatedAt);
}

/// <summary>How fresh one list of one bank is.</summary>
/// <param name="Name">The list, for example <c>ncmec</c>.</param>
/// <param name="UpdatedAt">When it was last imported, whether or not that changed anything.</param>
public sealed record SourceFacts(string Name, DateTimeOffset UpdatedAt);

/// <summary>
/// What a manifest says about one segment: enough to find it, and to prove that it is the one that was meant.
/// </summary>
/// <param name="Id">The first 32 digits of <paramref name="Sha256"/>: equal content has an equal id, whoever made
/// it.</param>
/// <param name="LengthBytes">Of the whole segment.</param>
/// <param name="Sha256">Of the whole segment.</param>
/// <param name="Entries">How many entries it adds or replaces.</param>
/// <param name="Withdrawals">How many entries of earlier segments it takes away.</param>
public sealed record SegmentFacts(string Id, long LengthBytes, Hash256 Sha256, long Entries, long Withdrawals)
{
    public const int IdLength = 32;

    /// <summary>Reads all bytes of the segment for their digest.</summary>
    public static SegmentFacts Of(Segment segment) =>
        new(IdOf(segment.Id), segment.LengthBytes, segment.Id, segment.EntryCount, segment.WithdrawalCount);

    /// <summary>The id that content with this digest has.</summary>
    public static string IdOf(in Hash256 sha256) => sha256.ToString()[..IdLength];

    /// <summary>Whether this is the segment that is meant. Reads all its bytes once.</summary>
    public bool Fits(Segment segment) => segment.LengthBytes == LengthBytes && segment.Id == Sha256;
}

/// <summary>The JSON form of manifests, by generated code.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(HashConverter<Hash256>)])]
[JsonSerializable(typeof(HashSetManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
