using ImageMagick;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Decoding.Turbo;
using ScanWorker.Adapters.Decoding.Video;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Scan;
using SixLabors.ImageSharp;
using SkiaSharp;

namespace ScanWorker.Adapters.Decoding;

public static class DecodingRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds the decoders and what hashes their pictures; their limits come with each order.</summary>
        /// <param name="program">Starts a decoder process; null: content is decoded within this one, whatever the
        /// configuration says.</param>
        public IServiceCollection AddImageDecoding(DecoderProgram? program = null)
        {
            services.TryAddSingleton(provider =>
                new PictureRouter(DecoderTable.Rows(provider.GetRequiredService<BlockPool>()), isIsolated: false));
            services.TryAddSingleton<OwnTime>(); // A pause of ours makes no upload unscannable.
            services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<PictureFingerprinter>(
                provider, provider.GetRequiredService<OwnTime>()));
            services.AddSingleton(provider => program is not null && IsIsolated(provider)
                ? IsolatedVersion(provider.GetRequiredService<IOptions<VideoOptions>>().Value.Ffmpeg)
                : DecoderVersion.Of(typeof(ImageSharpDecoder), [typeof(Image)]));
            if (program is null || !OperatingSystem.IsLinux())
            {
                services.TryAddSingleton<IContentFingerprinter>(
                    provider => provider.GetRequiredService<PictureFingerprinter>());
                return services;
            }

            services.AddSingleton(program);
            services.TryAddSingleton<DecoderMetrics>();
            services.TryAddSingleton<DecoderPool>();
            services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<VideoGate>(
                provider, provider.GetRequiredService<OwnTime>()));
            services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<IsolatedFingerprinter>(
                provider, provider.GetRequiredService<OwnTime>()));
            services.TryAddSingleton<IContentFingerprinter>(provider =>
                IsIsolated(provider)
                    ? provider.GetRequiredService<IsolatedFingerprinter>()
                    : provider.GetRequiredService<PictureFingerprinter>());
            return services;
        }
    }

    private static bool IsIsolated(IServiceProvider provider) => OperatingSystem.IsLinux()
        && provider.GetRequiredService<IOptions<DecodeOptions>>().Value.Isolation == DecodeIsolation.Process;

    // Whoever cannot ask as many decoders finds something else.
    private static DecoderVersion IsolatedVersion(string ffmpeg) => DecoderVersion.Of(
        typeof(ImageSharpDecoder), [typeof(Image), typeof(SKCodec), typeof(MagickNET)],
        $"libjpeg-turbo {TurboJpeg.Version}", VideoGate.BuildOf(ffmpeg));
}
