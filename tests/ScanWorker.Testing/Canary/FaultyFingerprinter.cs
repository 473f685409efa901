using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Testing.Canary;

/// <summary>A decoder, and what hashes its pictures, that can be broken while it runs.</summary>
internal sealed class FaultyFingerprinter(IContentFingerprinter inner) : IContentFingerprinter
{
    public DecoderFault Fault { get; set; }

    /// <summary>Puts one before the fingerprinter that is registered.</summary>
    public static void Decorate(IServiceCollection services)
    {
        var registered = services.Single(service => service.ServiceType == typeof(IContentFingerprinter));
        services.RemoveAll<IContentFingerprinter>();
        services.AddSingleton(provider => new FaultyFingerprinter(Make(provider, registered)));
        services.AddSingleton<IContentFingerprinter>(provider => provider.GetRequiredService<FaultyFingerprinter>());
    }

    public async ValueTask<ContentFingerprints> FingerprintAsync(
        ReadOnlyMemory<byte> content, FingerprintOrder order, IDecodeMemory memory, CancellationToken stopping) =>
        Fault switch
        {
            DecoderFault.Corrupt => UnscannableCode.Corrupt,
            DecoderFault.OtherPicture => Distorted(await inner.FingerprintAsync(content, order, memory, stopping)),
            DecoderFault.Throws => throw new InvalidOperationException("a bug of ours"),
            _ => await inner.FingerprintAsync(content, order, memory, stopping),
        };

    private static IContentFingerprinter Make(IServiceProvider provider, ServiceDescriptor registered) =>
        (IContentFingerprinter)(registered.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(
                provider,
                registered.ImplementationType ?? throw new InvalidOperationException("Registered by its type.")));

    // Hashes as another picture would give them: every second bit is the other way.
    private static ContentFingerprints Distorted(ContentFingerprints prints) => prints with
    {
        Hashes = [.. prints.Hashes.Select(hash => hash with { Hash = Distorted(hash.Hash) })],
    };

    private static Hash256 Distorted(Hash256 hash)
    {
        var bytes = MemoryMarshal.AsBytes(new Span<Hash256>(ref hash));
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x55;
        }

        return hash;
    }
}
