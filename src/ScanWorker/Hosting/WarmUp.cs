using Microsoft.Extensions.Logging.Abstractions;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Hosting;

/// <summary>Decodes the canary's pictures once, for nothing, while the host is being built on the other core.</summary>
/// <remarks>
/// A worker is ready when the canary has come through, and the first time most of that is the compiling of decoders.
/// </remarks>
internal static class WarmUp
{
    /// <summary>Begins if it is this process that will decode.</summary>
    public static void BeginIfWithin(Action<IConfigurationBuilder> configure)
    {
        var configuration = new ConfigurationManager();
        configure(configuration);
        var options = configuration.GetSection(DecodeOptions.Section).GetValue<string>(nameof(DecodeOptions.Isolation));
        if (string.Equals(
            options ?? new DecodeOptions().Isolation.ToString(), nameof(DecodeIsolation.None),
            StringComparison.OrdinalIgnoreCase) || !OperatingSystem.IsLinux())
        {
            _ = Task.Run(DecodeAsync);
        }
    }

    private static async Task DecodeAsync()
    {
        using var pool = new BlockPool(idleBytesMax: 1 << 20);
        var fingerprinter = new PictureFingerprinter(
            new PictureRouter(DecoderTable.Rows(pool), isIsolated: false), TimeProvider.System,
            NullLogger<PictureFingerprinter>.Instance);
        foreach (var picture in new CanaryPictures().All)
        {
            _ = await fingerprinter.FingerprintAsync(
                picture.Bytes, FingerprintOrder.ForOwnPictures, new UnboundedMemory(), CancellationToken.None);
        }
    }
}
