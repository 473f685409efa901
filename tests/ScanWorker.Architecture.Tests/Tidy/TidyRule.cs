namespace ScanWorker.Architecture.Tests.Tidy;

/// <summary>Something that every file keeps to.</summary>
/// <param name="Name">As <see cref="TidyExceptions"/> name it.</param>
/// <param name="Because">What it is good for.</param>
/// <param name="Violations">Of one file: what is wrong, with the line where there is one.</param>
internal sealed record TidyRule(string Name, string Because, Func<SourceFile, IEnumerable<string>> Violations)
{
    public override string ToString() => Name;
}
