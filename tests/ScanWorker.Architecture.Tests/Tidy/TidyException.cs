namespace ScanWorker.Architecture.Tests.Tidy;

/// <summary>One place where one rule does not hold.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Path">A file, or a folder with a slash at its end.</param>
/// <param name="Reason">A sentence.</param>
internal sealed record TidyException(string Rule, string Path, string Reason)
{
    public bool Covers(string rule, string file) =>
        rule == Rule && (Path.EndsWith('/') ? file.StartsWith(Path, StringComparison.Ordinal) : file == Path);

    public override string ToString() => $"{Rule} in {Path}";
}
