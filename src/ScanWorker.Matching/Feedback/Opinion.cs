using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Feedback;

/// <summary>What one reviewer says of one match: of an entry, at one upload.</summary>
/// <param name="Entry">Which was matched.</param>
/// <param name="Upload">Digest of the upload's id; see <see cref="DigestOf"/>.</param>
/// <param name="Reviewer">An opaque id, the same for all that one person says.</param>
/// <param name="Decision">What the reviewer decided.</param>
/// <param name="At">When.</param>
public sealed record Opinion(
    EntryKey Entry, string Upload, string Reviewer, ReviewDecision Decision, DateTimeOffset At)
{
    private const int DigestLength = 32;

    /// <summary>The match was by a digest; null: not said.</summary>
    public bool? IsExact { get; init; }

    /// <summary>Bits that differ; null: not said.</summary>
    public int? Distance { get; init; }

    /// <summary>A code for exchanges.</summary>
    public string? Reason { get; init; }

    public string? Note { get; init; }

    /// <summary>What a later opinion replaces: a reviewer has one on a match.</summary>
    [JsonIgnore]
    public (EntryKey Entry, string Upload, string Reviewer) Key => (Entry, Upload, Reviewer);

    /// <summary>The working set tells uploads apart, and need not name them.</summary>
    public static string DigestOf(string uploadId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uploadId)))[..DigestLength];

    /// <summary>
    /// Whether it stands against another on the same match: the later decision does, whichever is read first.
    /// </summary>
    internal bool Replaces(Opinion other) => (At, Decision).CompareTo((other.At, other.Decision)) > 0;
}

/// <summary>What a reviewer makes of a match.</summary>
public enum ReviewDecision
{
    /// <summary>The match is right: the upload shows what the entry is listed for.</summary>
    Confirmed,

    /// <summary>It is not.</summary>
    Denied,
}
