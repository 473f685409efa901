using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.HashSets;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>
/// Puts the text of a key file in the place of its name; what is no file is left for the validator to name.
/// </summary>
internal sealed class SigningFiles : IPostConfigureOptions<SetsOptions>
{
    public void PostConfigure(string? name, SetsOptions options)
    {
        if (options.Signing.PublicKey is { Length: > 0 } key && !key.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            options.Signing.PublicKey = File.Exists(key) ? File.ReadAllText(key) : key;
        }
    }
}
