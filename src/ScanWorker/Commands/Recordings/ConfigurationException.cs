namespace ScanWorker.Commands.Recordings;

/// <summary>Settings are missing or wrong.</summary>
/// <param name="problems">One line a problem, each beginning with its key.</param>
internal sealed class ConfigurationException(IReadOnlyCollection<string> problems) : Exception(
    string.Join(Environment.NewLine, problems))
{
    public IReadOnlyCollection<string> Problems { get; } = problems;
}
