using System.CommandLine;
using ScanWorker.Commands;

namespace ScanWorker.Tests.Commands;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class UsageTests
{
    [TestCase("bogus")]
    [TestCase("hash")]
    [TestCase("hash", "--no-such-option", "file")]
    [TestCase("hash", "--verbosity", "loud", "file")]
    [TestCase("hash", "--config", "/no/such/file.json", "file")]
    [TestCase("sets", "publish", "--no-such-option")]
    [TestCase("decode-worker")]
    [TestCase("lookback", "--all", "--emit", "--dry-run")]
    [TestCase("decode-worker", "parent", "memory")]
    public async Task Arguments_Wrong_Exit64AndAreTold(params string[] args)
    {
        var result = await CommandResult.OfAsync(args);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Usage));
        Assert.That(result.Error, Is.Not.Empty);
    }

    [TestCase("Did you mean publish? See 'scanworker sets --help'.", "sets", "publsh")]
    [TestCase("Did you mean --bank? See 'scanworker sets import --help'.", "sets", "import", "list.csv", "--bnak=b")]
    [TestCase("See 'scanworker hash --help'.", "hash")]
    [TestCase("There is no option --no-such. See 'scanworker completion --help'.", "completion", "--no-such")]
    [TestCase("'x' is not a whole number. See 'scanworker sets diff --help'.", "sets", "diff", "1", "x")]
    [TestCase("--last: 'x' is not a whole number. See 'scanworker sets list --help'.", "sets", "list", "--last", "x")]
    [TestCase("'fishy' is not one of 'bash', 'zsh', 'fish'. See 'scanworker completion --help'.", "completion", "fishy")]
    [TestCase("Settings are written --Section:Key=value.", "hash", "file", "--Sets:Directory")]
    public async Task Arguments_Wrong_AreToldInALineThatNamesTheNearest(string told, params string[] args)
    {
        var result = await CommandResult.OfAsync(args);

        Assert.That(result.Error.Trim(), Does.EndWith(told).And.StartWith("scanworker: "));
        Assert.That(result.Error.Trim().Split('\n'), Has.Length.LessThanOrEqualTo(2));
    }

    // A validator that asks for the value of a word that is no number throws, and would end the program with a stack.
    [TestCaseSource(nameof(NumberOptions))]
    public async Task Option_OfANumberThatIsNoneOrBeyondItsRange_IsRefusedInALine(string command, string option)
    {
        foreach (var word in (string[])["x", "-1", "1e99", "99999999999999999999", "NaN", " "])
        {
            var result = await CommandResult.OfAsync([.. command.Split(' '), $"{option}={word}"]);

            Assert.That(result.Code, Is.EqualTo(ExitCodes.Usage), word);
            Assert.That(result.Error, Does.Contain(option).And.Not.Contain(" at "), word);
            Assert.That(result.Error, Does.Not.Contain("System."), word);
        }
    }

    [TestCase("hash", "")]
    [TestCase("match", " ")]
    [TestCase("replay", "")]
    [TestCase("report", "")]
    [TestCase("sets", "import", "", "--bank", "b")]
    [TestCase("sets", "export", "--output", "")]
    [TestCase("sets", "keygen", "")]
    public async Task Word_ThatIsEmpty_IsRefusedInALine(params string[] args)
    {
        var result = await CommandResult.OfAsync(args);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Usage));
        Assert.That(result.Error, Does.Contain(" is empty. See 'scanworker"));
    }

    [TestCase("run")]
    [TestCase("hash")]
    [TestCase("sets", "publish")]
    public async Task Help_OfACommand_ExplainsSettingsAndOffersNoOtherArguments(params string[] command)
    {
        var result = await CommandResult.OfAsync([.. command, "--help"]);

        Assert.That(result.Output, Does.Contain("--Section:Key=value").And.Not.Contain("passed to the application"));
    }

    [Test]
    public void Words_BetweenSettings_AreTheCommands()
    {
        var given = CommandWords.Of(["run", "--Kafka:GroupId=g", "--Lanes", "4", "--json", "--Sets:Name"]);

        Assert.That(given.Words, Is.EqualTo(new[] { "run", "--json" }));
        Assert.That(given.Settings, Is.EqualTo(new[] { "--Kafka:GroupId=g", "--Lanes=4", "--Sets:Name" }));
    }

    [TestCase("bash", "complete -o default -F _scanworker scanworker")]
    [TestCase("zsh", "compdef _scanworker scanworker")]
    [TestCase("fish", "complete -c scanworker")]
    public async Task Completion_OfAShell_IsAScriptThatAsksTheProgram(string shell, string registered)
    {
        var result = await CommandResult.OfAsync("completion", shell);

        Assert.That(result.Output, Does.Contain(registered).And.Contain("[suggest:"));
        Assert.That(
            (await CommandResult.OfAsync("[suggest:19]", "scanworker sets pub")).Output, Does.Contain("publish"));
    }

    [TestCase("demo", "--Lanes=2")]
    [TestCase("completion", "bash", "--Kafka:GroupId=g")]
    public async Task Settings_OfACommandThatTakesNone_AreRefused(params string[] args) =>
        Assert.That((await CommandResult.OfAsync(args)).Code, Is.EqualTo(ExitCodes.Usage));

    [TestCase("replay", "no-such.jsonl")]
    [TestCase("replay", "--from-verdicts", "no-such.jsonl")]
    [TestCase("lookback", "--all", "--recording", "no-such.jsonl")]
    public async Task Recording_NotThere_IsToldBeforeAnythingElse(params string[] args)
    {
        var result = await CommandResult.OfAsync(args);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.BadInput));
        Assert.That(result.Error.Trim(), Is.EqualTo("scanworker: no-such.jsonl: there is no such file."));
    }

    [TestCase("Health:Port: 'x' is not a whole number.", "healthcheck", "--Health:Port=x")]
    [TestCase("Lanes: 'x' is not a whole number.", "run", "--Lanes=x")]
    [TestCase("Scan:Decode:Isolation: 'x' is not one of Process, None.", "run", "--Scan:Decode:Isolation=x")]
    [TestCase("Scan:Decode:Deadline: 'x' is not a time such as 00:00:10.", "run", "--Scan:Decode:Deadline=x")]
    public async Task Settings_OfAWrongType_AreToldWithoutDotNetsNames(string told, params string[] args)
    {
        var result = await CommandResult.OfAsync(args);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(result.Error.Split(Environment.NewLine).Select(line => line.Trim()), Does.Contain(told));
        Assert.That(result.Error, Does.Not.Contain("System."));
    }

    [Test]
    public async Task HealthCheck_WithoutAWorker_IsUnavailable() => Assert.That(
        (await CommandResult.OfAsync("healthcheck", "live", "--Health:Port=1")).Code,
        Is.EqualTo(ExitCodes.Unavailable));

    [TestCase("--help", "run")]
    [TestCase("--version", ".")]
    public async Task Arguments_ThatAsk_AreAnsweredOnStdout(string argument, string answer)
    {
        var result = await CommandResult.OfAsync(argument);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done));
        Assert.That(result.Output, Does.Contain(answer));
    }

    private static IEnumerable<string[]> NumberOptions() => Commands(CommandTree.Create(), "").SelectMany(
        command => command.Command.Options.Where(option => IsNumber(option.ValueType))
            .Select(option => (string[])[command.Path, option.Name]));

    private static IEnumerable<(string Path, Command Command)> Commands(Command command, string path) =>
        command.Subcommands.Where(one => !one.Hidden).SelectMany(
            one => Commands(one, $"{path} {one.Name}".Trim()).Prepend(($"{path} {one.Name}".Trim(), one)));

    private static bool IsNumber(Type type)
    {
        var element = type.IsArray ? type.GetElementType() ?? type : type;
        return (Nullable.GetUnderlyingType(element) ?? element).GetInterfaces().Any(one =>
            one.IsGenericType && one.GetGenericTypeDefinition() == typeof(System.Numerics.INumber<>));
    }
}
