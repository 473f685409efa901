using System.CommandLine;
using ScanWorker.Reference;

namespace ScanWorker.Commands;

/// <summary><c>scanworker docs DIR</c>, for developers: writes what is made from the code again.</summary>
internal static class DocsCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("dir") { Description = "The folder docs of the repository." };
        var command = new Command("docs", "Writes schemas, the AsyncAPI document and the reference.") { folder };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellation) =>
        {
            foreach (var file in await ReferenceFiles.AllAsync())
            {
                var path = Path.Combine(parsed.GetRequiredValue(folder).FullName, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path) ?? path);
                await File.WriteAllTextAsync(path, file.Text, cancellation);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(path);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
