using Spectre.Console;

namespace ScanWorker.Commands.Recordings;

/// <summary>A progress bar on stderr, where that is a terminal; nothing elsewhere.</summary>
internal sealed class StderrProgress
{
    private readonly ProgressTask? _task;

    private StderrProgress(ProgressTask? task) => _task = task;

    /// <summary>Somebody sees it.</summary>
    public bool IsShown => _task is not null;

    /// <param name="what">What is done, in a word or two.</param>
    /// <param name="verbosity"><c>quiet</c> shows nothing.</param>
    /// <param name="work">Reports as it goes.</param>
    public static async Task<T> ShowAsync<T>(string what, string? verbosity, Func<StderrProgress, Task<T>> work)
    {
        if (Console.IsErrorRedirected || verbosity == "quiet")
        {
            return await work(new StderrProgress(null));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(),
                new SpinnerColumn())
            .StartAsync(context => work(new StderrProgress(context.AddTask(Markup.Escape(what)))));
    }

    /// <param name="done">Of <paramref name="total"/>.</param>
    /// <param name="total">May change as more is known.</param>
    public void Report(long done, long total)
    {
        if (_task is not null)
        {
            (_task.MaxValue, _task.Value) = (Math.Max(total, 1), done);
        }
    }
}
