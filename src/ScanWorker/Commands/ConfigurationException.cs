namespace ScanWorker.Commands;

/// <summary>Settings are missing or wrong.</summary>
/// <param name="problems">One line a problem, each beginning with its key.</param>
internal sealed class ConfigurationException(IReadOnlyCollection<string> problems, Exception? cause = null)
    : Exception(string.Join(Environment.NewLine, problems), cause)
{
    public ConfigurationException(string problem, Exception? cause = null) : this([problem], cause)
    {
    }

    public IReadOnlyCollection<string> Problems { get; } = problems;
}
