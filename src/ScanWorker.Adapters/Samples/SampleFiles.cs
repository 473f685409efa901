using System.Diagnostics;

namespace ScanWorker.Adapters.Samples;

/// <summary>Files of ours that are embedded in this assembly.</summary>
internal static class SampleFiles
{
    /// <param name="name">With its folder.</param>
    public static ReadOnlyMemory<byte> Read(string name)
    {
        using var stream = typeof(SampleFiles).Assembly.GetManifestResourceStream(name)
            ?? throw new UnreachableException($"The build embeds {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
