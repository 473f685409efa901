using System.Globalization;
using ScanWorker.Hosting.PolicyFiles;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Runs;

namespace ScanWorker.Commands.Recordings;

/// <summary>The policy that a command names, with the distances that it names.</summary>
internal static class PolicyArgument
{
    /// <param name="file">Null: the one of the configuration, else the built-in.</param>
    /// <param name="distances">As <c>bank=25</c>.</param>
    /// <param name="configuration">Section <c>Policy</c>.</param>
    /// <exception cref="UsageException">A distance is none.</exception>
    /// <exception cref="ConfigurationException">The policy has problems.</exception>
    public static VerdictPolicy Load(string? file, string[]? distances, IConfiguration configuration)
    {
        var problems = new List<string>();
        var path = file ?? configuration[$"{PolicyOptions.Section}:{nameof(PolicyOptions.File)}"];
        var policy = path is not { Length: > 0 } ? PolicyLoader.BuiltIn : PolicyLoader.Load(path, problems);
        if (policy is not null && distances is { Length: > 0 })
        {
            policy = PolicyChanges.WithDistances(policy, distances.Select(Parse).ToDictionary(), problems);
        }

        return policy
            ?? throw new ConfigurationException([.. problems.Select(problem => $"{PolicyOptions.Section}:{problem}")]);
    }

    public static IEnumerable<string> BanksOf(string[]? distances) =>
        (distances ?? []).Select(text => Parse(text).Key);

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
