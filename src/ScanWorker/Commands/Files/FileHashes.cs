namespace ScanWorker.Commands.Files;

/// <summary>One line of <c>hash --json</c>.</summary>
internal sealed record FileHashes(string Path)
{
    public string? Md5 { get; init; }

    public string? Sha1 { get; init; }

    public string? Sha256 { get; init; }

    public string? Sha512 { get; init; }

    public long? Length { get; init; }

    public string? Pdq { get; init; }

    public int? Quality { get; init; }

    /// <summary>Of a video, its frames as <c>hash,quality,second</c>.</summary>
    public IReadOnlyList<string>? Vpdq { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public int? Frames { get; init; }

    public IReadOnlyDictionary<string, string>? Dihedral { get; init; }

    public FileProblem? Error { get; init; }
}

/// <summary>Why a file has no answer.</summary>
internal sealed record FileProblem(string Code, string Message);
