using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>Plain digests in lower-case hexadecimal.</summary>
public sealed record DigestsData(
    [property: Description("32 hexadecimal digits.")] string Md5,
    [property: Description("40 hexadecimal digits.")] string Sha1,
    [property: Description("64 hexadecimal digits.")] string Sha256);
