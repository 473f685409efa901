using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Findings;

/// <summary>An entry that a content matches, with the facts of the entry that policy decides by.</summary>
public sealed record KnownMatch(string Bank, string EntryId, string Source, MatchKind Kind)
{
    /// <summary>For an exact match: the digests that are equal.</summary>
    public DigestKinds Digests { get; init; }

    /// <summary>Bits that differ; 0 for an exact match.</summary>
    public int Distance { get; init; }

    public DihedralTransform Transform { get; init; }

    public int Frame { get; init; }

    /// <summary>Which part of the frame matched.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public PictureCrop Crop { get; init; }

    /// <summary>What its transparent pixels were laid over.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public PictureBackdrop Backdrop { get; init; }

    /// <summary>Where in a video the frame is, in seconds from its start; null in a picture.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Second { get; init; }

    /// <summary>Of a match by vPDQ: how much of both videos it is; else null. The frame is then the nearest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VideoShares? Video { get; init; }

    public string? Classification { get; init; }

    public ImmutableArray<string> Labels { get; set; } = [];

    public int PositiveOpinions { get; init; }

    public int NegativeOpinions { get; init; }

    public bool Enabled { get; set; } = true;

    public DateTimeOffset? DisabledUntil { get; init; }

    /// <summary>md5, sha1, sha256, sha512 (the strongest that is equal), pdq or vpdq.</summary>
    public string Algorithm => Video is not null ? VideoFrames.AlgorithmId
        : Kind == MatchKind.Near ? HashAlgorithm.Pdq.Id
        : Digests.HasFlag(DigestKinds.Sha512) ? "sha512"
        : Digests.HasFlag(DigestKinds.Sha256) ? "sha256"
        : Digests.HasFlag(DigestKinds.Sha1) ? "sha1"
        : "md5";

    /// <summary>Which entry it is.</summary>
    internal EntryKey Key => new(Bank, Source, EntryId);

    /// <summary>Whether the other is an exact match of the same entry too.</summary>
    internal bool IsOfSameEntry(KnownMatch other) =>
        Kind == other.Kind && Key == other.Key;

    /// <summary>Names the entry in logs: bank and entry id, no hash.</summary>
    public override string ToString() => $"{Bank}/{EntryId}";
}
