using Microsoft.Extensions.Options;
using ScanWorker.Matching.HashSets;

namespace ScanWorker.Pipeline.Control;

/// <summary>Whether the keys are keys. Of a worker only: a custodian may import before there are any.</summary>
internal sealed class SetsTrustValidator : IValidateOptions<SetsOptions>
{
    public ValidateOptionsResult Validate(string? name, SetsOptions options)
    {
        var signing = options.Signing;
        if (signing.Required && string.IsNullOrWhiteSpace(signing.PublicKey))
        {
            return ValidateOptionsResult.Fail(
                "Sets:Signing:PublicKey is missing: name the public key to trust, or set Sets:Signing:Required to "
                    + "false.");
        }

        try
        {
            _ = ManifestTrust.Create(signing.PublicKey, signing.Required);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException problem)
        {
            return ValidateOptionsResult.Fail(
                $"Sets:Signing:PublicKey is neither PEM with a PUBLIC KEY block on P-256 nor a file of that: "
                    + $"{problem.Message}");
        }
    }
}
