using System.CommandLine;

namespace ScanWorker.Commands.Sets.Previews;

/// <summary>The options by which a command only shows what it would change.</summary>
internal sealed class PreviewArguments
{
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Only show what would change; nothing is written.",
    };

    private readonly Option<FileInfo> _verdicts = new("--verdicts")
    {
        Description = "With --dry-run: recorded verdicts; counts those that would change.",
    };

    private readonly Option<int> _last = new Option<int>("--last")
    {
        Description = "How many of the recording's most recent verdicts to judge. Default 100000.",
        DefaultValueFactory = _ => 100_000,
    }.AtLeastOne();

    public void AddTo(Command command)
    {
        command.Options.Add(_dryRun);
        command.Options.Add(_verdicts);
        command.Options.Add(_last);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_verdicts) is not null && !result.GetValue(_dryRun))
            {
                result.AddError("--verdicts needs --dry-run: verdicts are judged again to see what would change.");
            }
        });
    }

    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    public FileInfo? Verdicts(ParseResult parsed) => parsed.GetValue(_verdicts);

    public int Last(ParseResult parsed) => parsed.GetValue(_last);
}
