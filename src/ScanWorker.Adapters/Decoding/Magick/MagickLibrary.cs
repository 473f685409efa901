using ImageMagick;

namespace ScanWorker.Adapters.Decoding.Magick;

/// <summary>ImageMagick as it may be used here: four readers, memory alone, one thread, nothing of the
/// system.</summary>
internal static class MagickLibrary
{
    // Later rules win. A module is one or more readers; its rule is asked for reading and writing at once, the
    // reader's for reading alone. No path is allowed, so nothing is read but memory, and nothing is written.
    private const string Policy = """
        <policymap>
          <policy domain="delegate" rights="none" pattern="*" />
          <policy domain="filter" rights="none" pattern="*" />
          <policy domain="path" rights="none" pattern="*" />
          <policy domain="module" rights="none" pattern="*" />
          <policy domain="module" rights="read | write" pattern="{JXL,TIFF,JP2,JPEG}" />
          <policy domain="coder" rights="none" pattern="*" />
          <policy domain="coder" rights="read" pattern="{JXL,TIFF,TIFF64,JP2,J2C,JPEG}" />
          <policy domain="resource" name="disk" value="0" />
          <policy domain="resource" name="map" value="0" />
          <policy domain="resource" name="thread" value="1" />
          <policy domain="resource" name="width" value="64KP" />
          <policy domain="resource" name="height" value="64KP" />
        </policymap>
        """;

    private static readonly Lazy<bool> Started = new(Start);

    /// <summary>The library is there, and does what this policy lets it and no more.</summary>
    public static bool IsAvailable => Started.Value;

    /// <summary>As the library says itself.</summary>
    public static string Version { get; } = IsAvailable ? MagickNET.ImageMagickVersion.Split(' ')[1] : "unknown";

    // The policy is handed over in memory: a process that may write no file could keep no folder of settings. Where the
    // system's own settings hold a policy the library takes no other, and is not used then.
    private static bool Start()
    {
        try
        {
            MagickNET.Initialize();
            var failure = MagickCore.AcquireExceptionInfo();
            var isTaken = MagickCore.SetMagickSecurityPolicy(Policy, failure) != 0;
            _ = MagickCore.DestroyExceptionInfo(failure);
            if (!isTaken || Refusal(MagickFormat.Bmp) is not MagickPolicyErrorException)
            {
                return false;
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException
            or TypeInitializationException)
        {
            return false;
        }

        ResourceLimits.Thread = 1;
        ResourceLimits.Disk = 0;

        // Settings are read when they are first asked for.
        return MagickDecoder.Formats.All(format => Refusal(format) is not (null or MagickPolicyErrorException));
    }

    // Sixteen zeros are no picture of any format.
    private static MagickException? Refusal(MagickFormat format)
    {
        try
        {
            using var image = new MagickImage(new byte[16], format);
            return null;
        }
        catch (MagickException refusal)
        {
            return refusal;
        }
    }
}
