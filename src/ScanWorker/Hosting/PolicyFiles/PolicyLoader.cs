using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Hosting.PolicyFiles;

/// <summary>Reads the policy from its file.</summary>
internal static class PolicyLoader
{
    /// <summary>The policy without a file.</summary>
    public static VerdictPolicy BuiltIn { get; } =
        PolicyFile.Read("{}"u8, []) ?? throw new System.Diagnostics.UnreachableException();

    /// <returns>Null when there are problems; each names the file and the key.</returns>
    public static VerdictPolicy? Load(string file, ICollection<string> problems)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"File: the policy cannot be read: {e.Message}");
            return null;
        }

        var found = new List<string>();
        var policy = PolicyFile.Read(bytes, found);
        foreach (var problem in found)
        {
            problems.Add($"File: {file}: {problem}");
        }

        return policy;
    }
}
