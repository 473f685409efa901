using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Testing.Canary;

/// <summary>A decoder that can be broken while it runs.</summary>
internal sealed class FaultyDecoder(IImageDecoder inner) : IImageDecoder
{
    public DecoderFault Fault { get; set; }

    /// <summary>Puts one before the decoder that is registered by its type.</summary>
    public static void Decorate(IServiceCollection services)
    {
        var type = services.Single(service => service.ServiceType == typeof(IImageDecoder)).ImplementationType
            ?? throw new InvalidOperationException("The decoder is registered by its type.");
        services.RemoveAll<IImageDecoder>();
        services.AddSingleton(
            provider => new FaultyDecoder((IImageDecoder)ActivatorUtilities.CreateInstance(provider, type)));
        services.AddSingleton<IImageDecoder>(provider => provider.GetRequiredService<FaultyDecoder>());
    }

    public Outcome<ImageHeader> Identify(ReadOnlyMemory<byte> content) => inner.Identify(content);

    public Outcome<DecodedImage> Decode(
        ReadOnlyMemory<byte> content, ImageHeader header, int framesMax, IFrameVisitor visitor,
        CancellationToken deadline) => Fault switch
        {
            DecoderFault.Corrupt => UnscannableCode.Corrupt,
            DecoderFault.OtherPicture => inner.Decode(content, header, framesMax, new Distorting(visitor), deadline),
            DecoderFault.Throws => throw new InvalidOperationException("a bug of ours"),
            _ => inner.Decode(content, header, framesMax, visitor, deadline),
        };

    private sealed class Distorting(IFrameVisitor visitor) : IFrameVisitor
    {
        public void Visit(int frame, LumaPlane plane)
        {
            using var other = LumaPlane.For(plane.Width, plane.Height);
            Span<byte> row = new byte[plane.Width * 3];
            for (var y = 0; y < plane.Height; y++)
            {
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = (byte)(((y / 7) + (i / 33)) % 2 * 255);
                }

                other.SetRow(y, row);
            }

            visitor.Visit(frame, other);
        }
    }
}
