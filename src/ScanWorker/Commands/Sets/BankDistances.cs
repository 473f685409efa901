using ScanWorker.Hosting.PolicyFiles;

namespace ScanWorker.Commands.Sets;

/// <summary>The distance at which a bank matches, from the policy file that the configuration names.</summary>
internal static class BankDistances
{
    /// <exception cref="ConfigurationException">The policy file cannot be read.</exception>
    public static int Of(IConfiguration configuration, string bank)
    {
        var file = configuration[$"{PolicyOptions.Section}:{nameof(PolicyOptions.File)}"];
        var problems = new List<string>();
        var policy = string.IsNullOrEmpty(file) ? PolicyLoader.BuiltIn : PolicyLoader.Load(file, problems);
        return policy?.BankOf(bank).MaxDistance
            ?? throw new ConfigurationException([.. problems.Select(problem => $"Policy:{problem}")]);
    }
}
