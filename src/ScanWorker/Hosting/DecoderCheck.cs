using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Decoding.Video;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Hosting;

/// <summary>Whether content is decoded as the configuration asks, found by starting a decoder process.</summary>
internal static class DecoderCheck
{
    private const string Required = $"{DecodeOptions.Section}:{nameof(DecodeOptions.IsolationRequired)}";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Starts the decoder processes; if isolation is required, waits for the first.</summary>
    /// <returns>What is required and does not hold; none when all is well.</returns>
    public static Task<IReadOnlyList<string>> BeginAsync(IServiceProvider services)
    {
        if (services.GetRequiredService<IOptions<DecodeOptions>>().Value.Isolation == DecodeIsolation.Process)
        {
            services.GetService<DecoderPool>()?.Begin();
            _ = services.GetService<VideoGate>()?.ProofAsync();
        }

        return ProblemsAsync(services);
    }

    /// <summary>The same of one process, which is started for it: for who looks once.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<DecodeOptions>>().Value;
        if (services.GetService<DecoderPool>() is not { } pool || options.Isolation != DecodeIsolation.Process)
        {
            return options.IsolationRequired
                ? [$"{Required}: content cannot be decoded in a process of its own on this machine."]
                : [];
        }

        return options.IsolationRequired ? await MissingAsync(pool, services) : [];
    }

    private static async Task<IReadOnlyList<string>> MissingAsync(DecoderPool pool, IServiceProvider services)
    {
        using var patience = new CancellationTokenSource(Patience, services.GetRequiredService<TimeProvider>());
        try
        {
            using var lease = await pool.LeaseAsync(patience.Token);
            var missing = CageParts.All & ~(pool.Facts.Holding ?? CageParts.None);
            return missing == CageParts.None
                ? []
                : [$"{Required}: the decoders' cage lacks {CageText.Of(missing)} on this machine."];
        }
        catch (OperationCanceledException)
        {
            return [$"{Required}: no decoder process became ready within {Patience.TotalSeconds:0} s."];
        }
    }
}
