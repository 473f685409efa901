using System.CommandLine;
using ScanWorker.Commands.Recordings;

namespace ScanWorker.Commands.DeadLetters;

/// <summary>Which dead letters a command is about: where they are, and by what they are chosen.</summary>
internal sealed class DeadLetterChoice
{
    private readonly Argument<string?> _from = new("from")
    {
        Description = "A recording, or a topic. Default: Kafka:Topics:DeadLetters.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> _reason = new("--reason")
    {
        Description = "Only those with this code. May be given several times.",
    };

    private readonly Option<string?> _since = new("--since")
    {
        Description = $"Only those found since: {MomentText.Form}.",
    };

    private readonly Option<string?> _until = new("--until") { Description = "Only those found before then." };

    private readonly Option<string[]> _offset = new("--offset")
    {
        Description = "PARTITION/OFFSET of the original record: only these. May be given several times.",
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_from);
        command.Options.Add(_reason);
        command.Options.Add(_since);
        command.Options.Add(_until);
        command.Options.Add(_offset);
    }

    public string? From(ParseResult parsed) => parsed.GetValue(_from);

    /// <summary>Something narrows it.</summary>
    public bool IsNarrow(ParseResult parsed) => parsed.GetValue(_reason) is { Length: > 0 }
        || parsed.GetValue(_offset) is { Length: > 0 } || parsed.GetValue(_since) is not null
        || parsed.GetValue(_until) is not null;

    /// <exception cref="UsageException">A time or an offset is none.</exception>
    public DeadLetterFilter Filter(ParseResult parsed, TimeProvider clock)
    {
        var (reasons, offsets) = (parsed.GetValue(_reason) ?? [], parsed.GetValue(_offset) ?? []);
        var since = MomentText.Of(parsed.GetValue(_since), _since.Name, clock);
        var until = MomentText.Of(parsed.GetValue(_until), _until.Name, clock);
        foreach (var offset in offsets)
        {
            if (offset.Split('/') is not [var partition, var number]
                || !partition.All(char.IsAsciiDigit) || !number.All(char.IsAsciiDigit)
                || partition.Length == 0 || number.Length == 0)
            {
                throw new UsageException($"--offset: '{offset}' is not PARTITION/OFFSET, such as 3/1207.");
            }
        }

        return new DeadLetterFilter(reasons, offsets, since, until);
    }
}

/// <summary>Passes the dead letters that were chosen, and knows of which there was none. Not thread-safe.</summary>
/// <param name="reasons">Codes; none: any.</param>
/// <param name="offsets">Of original records; none: any.</param>
/// <param name="since">Found then or later; null: at any time.</param>
/// <param name="until">Found before; null: at any time.</param>
internal sealed class DeadLetterFilter(
    string[] reasons, string[] offsets, DateTimeOffset? since, DateTimeOffset? until)
{
    private readonly HashSet<string> _missing = [.. reasons, .. offsets];

    /// <summary>Codes and offsets that no dead letter had so far.</summary>
    public IReadOnlyList<string> Missing => [.. reasons.Concat(offsets).Where(_missing.Contains)];

    public bool Passes(DeadLetter letter)
    {
        var passes = (reasons.Length == 0 || reasons.Contains(letter.Code, StringComparer.Ordinal))
            && (offsets.Length == 0 || offsets.Contains(letter.Origin, StringComparer.Ordinal))
            && !(letter.At < since) && !(letter.At >= until);
        if (passes)
        {
            _ = _missing.Remove(letter.Code);
            _ = _missing.Remove(letter.Origin);
        }

        return passes;
    }
}
