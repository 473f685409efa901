using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>NCMEC's <c>fileDetails</c>.</summary>
public sealed record FileDetails
{
    [Description("As in the upload event.")]
    public string? OriginalFileName { get; init; }

    [Description("MD5, SHA-1, SHA-256 and PDQ of the file.")]
    public IReadOnlyList<OriginalFileHash> OriginalFileHash { get; set; } = [];

    [Description("As in the upload event.")]
    public DateTimeOffset? UploadedToEspTimestamp { get; init; }

    [Description("Always false: a hash match is machine knowledge, nobody has viewed the file.")]
    public bool FileViewedByEsp { get; init; }

    [Description("Always false.")]
    public bool ExifViewedByEsp { get; init; }

    [Description("As in the upload event.")]
    public bool? PubliclyAvailable { get; init; }

    [Description("A1, A2, B1 or B2, as the matching entry's list classified the known file.")]
    public string? IndustryClassification { get; init; }

    [Description("NCMEC's annotations, as the matching entry's labels give them.")]
    public IReadOnlyList<string> FileAnnotations { get; set; } = [];
}
