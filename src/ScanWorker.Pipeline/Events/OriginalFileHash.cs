using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>NCMEC's <c>originalFileHash</c>.</summary>
public sealed record OriginalFileHash(
    [property: Description("MD5, SHA1, SHA256 or PDQ.")] string HashType,
    [property: Description("Lower-case hexadecimal.")] string Value);
