using System.CommandLine;

namespace ScanWorker.Commands;

/// <summary>Files that a person names.</summary>
internal static class PathArgument
{
    /// <summary>
    /// One or more paths. What looks like an option is a misspelt one: a file of such a name is <c>./--name</c>.
    /// </summary>
    public static Argument<string[]> Create(string description)
    {
        var paths = new Argument<string[]>("path") { Description = description, Arity = ArgumentArity.OneOrMore };
        paths.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith("--", StringComparison.Ordinal)))
            {
                result.AddError($"There is no option {token.Value}.");
            }
        });
        return paths;
    }
}
