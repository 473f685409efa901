using ScanWorker.Adapters.ListFormats;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets;

/// <summary>
/// One import from the command line: finds the format, shows progress, and leaves the work to <see cref="ListImport"/>.
/// </summary>
internal sealed class ImportRun(SetsContext context, ImportRequest request)
{
    /// <exception cref="InvalidDataException">The list cannot be read, or its format cannot be told.</exception>
    /// <exception cref="ImportRefusedException">The list as a whole is refused.</exception>
    /// <exception cref="UsageException">The bank is not there.</exception>
    public async Task<(ImportCounts Counts, string? QuarantineFile)> RunAsync(CancellationToken cancellation)
    {
        var hygiene = await HygieneAsync(cancellation);
        if (Directory.Exists(request.File))
        {
            throw new InvalidDataException($"{request.File}: is a directory, not a list.");
        }

        using var workingSet = context.OpenToWrite();
        if (request.Bank is { } bank)
        {
            NewBank.Check(workingSet, bank, request.MakesBanks);
        }

        await using var raw = request.File == "-" ? Console.OpenStandardInput() : File.OpenRead(request.File);
        using var progress = new ImportProgress(raw.CanSeek ? raw.Length : null);
        await using var list = ListFile.Open(raw, position => progress.Report(position, cancellation));
        var fileName = request.File == "-" ? "-" : Path.GetFileName(request.File);
        var format = FormatOf(fileName, list);
        var settings = new ListSettings(request.Bank, request.Source ?? format.DefaultSource ?? request.Bank ?? "")
        {
            DefaultType = request.Type ?? (format is TeFormat ? TeFormat.TypeInName(fileName) : null),
            Columns = request.Columns,
            Categories = request.Categories,
        };
        var record = new JournalRecord(0, default, request.By, JournalAction.Import)
        {
            Why = request.Why,
            File = fileName,
            Format = format.Name,
        };
        return new ListImport(workingSet, hygiene, context.Clock).Run(
            record,
            settings,
            request.Rules with
            {
                RowsAreHashes = format.RowsAreHashes,
                Banks = !request.MakesBanks && NewBank.Known(workingSet) is { Count: > 0 } known ? [.. known] : null,
            },
            request.IsDryRun,
            sink => format.Read(list, settings, sink));
    }

    private async Task<EntryHygiene> HygieneAsync(CancellationToken cancellation)
    {
        var benign = BenignGauntlet.Hashes;
        if (request.Gauntlet is { } folder)
        {
            benign = [.. benign, .. await OperatorGauntlet.HashAsync(context, folder, cancellation)];
        }

        return new EntryHygiene(benign, request.Distance
            ?? BankDistances.Of(context.Configuration, request.Bank ?? ""));
    }

    private IListFormat FormatOf(string fileName, ListFile list)
    {
        if (request.Format is { } name)
        {
            return ListFormats.Named(name) ?? throw new InvalidDataException($"There is no format '{name}'.");
        }

        if (!request.Columns.IsEmpty)
        {
            return new CsvFormat(); // Nothing else has columns.
        }

        var guessed = ListFormats.Guess(fileName, list.Start)
            ?? throw new InvalidDataException(
                $"The format cannot be told from the list's beginning; say --format "
                    + $"{string.Join('|', ListFormats.All.Select(format => format.Name))}.");
        context.Error.WriteLine($"format: {guessed.Name} (guessed)");
        return guessed;
    }
}
