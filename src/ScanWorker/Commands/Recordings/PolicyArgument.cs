using System.Globalization;
using ScanWorker.Hosting.PolicyFiles;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Runs;

namespace ScanWorker.Commands.Recordings;

/// <summary>The policy that a command names, and the distances that it names.</summary>
internal static class PolicyArgument
{
    /// <param name="file">Null: the one of the configuration, else the built-in.</param>
    /// <param name="configuration">Section <c>Policy</c>.</param>
    /// <exception cref="ConfigurationException">The policy has problems.</exception>
    public static VerdictPolicy Load(string? file, IConfiguration configuration)
    {
        var problems = new List<string>();
        var path = file ?? configuration[$"{PolicyOptions.Section}:{nameof(PolicyOptions.File)}"];
        var policy = path is not { Length: > 0 } ? PolicyLoader.BuiltIn : PolicyLoader.Load(path, problems);
        return policy ?? throw Refused(problems);
    }

    /// <param name="policy">To begin with.</param>
    /// <param name="distances">As <c>bank=25</c>.</param>
    /// <param name="banks">Those of the hash set; others must stand in the policy.</param>
    /// <exception cref="UsageException">A distance is none, or there is no such bank.</exception>
    /// <exception cref="ConfigurationException">What comes of it has problems.</exception>
    public static VerdictPolicy WithDistances(VerdictPolicy policy, string[]? distances, IEnumerable<string> banks)
    {
        if (distances is not { Length: > 0 })
        {
            return policy;
        }

        var (known, parsed) = (banks.Concat(policy.Settings.Banks.Keys).ToHashSet(), distances.Select(Parse).ToList());
        foreach (var (bank, _) in parsed)
        {
            BankNames.Check("--bank-distance", bank, known);
        }

        var problems = new List<string>();
        return PolicyChanges.WithDistances(policy, parsed.ToDictionary(), problems) ?? throw Refused(problems);
    }

    private static ConfigurationException Refused(IEnumerable<string> problems) =>
        new([.. problems.Select(problem => $"{PolicyOptions.Section}:{problem}")]);

    private static KeyValuePair<string, int> Parse(string text)
    {
        var at = text.LastIndexOf('=');
        return at > 0
            && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && bits <= 256
            ? KeyValuePair.Create(text[..at], bits)
            : throw new UsageException($"--bank-distance: '{text}' is not BANK=BITS, with 0 to 256 bits.");
    }
}
