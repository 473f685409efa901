using System.Text;

namespace ScanWorker.Documentation;

/// <summary>A generated page of the reference.</summary>
internal sealed class MarkdownPage
{
    private readonly StringBuilder _text = new();

    public MarkdownPage(string title, string introduction) =>
        _text.Append("# ").Append(title).Append('\n')
            .Append("Generated from the code by `tools/ScanWorker.Documentation`; a test fails when it differs.\n\n")
            .Append(introduction).Append('\n');

    public void Section(string title, string text = "")
    {
        _text.Append("\n## ").Append(title).Append('\n');
        if (text.Length > 0)
        {
            _text.Append(text).Append('\n');
        }
    }

    public void Table(string[] heads, IEnumerable<string[]> rows)
    {
        _text.Append('\n');
        Row(heads);
        Row([.. heads.Select(_ => "---")]);
        foreach (var row in rows)
        {
            Row(row);
        }
    }

    public override string ToString() => _text.ToString();

    private void Row(string[] cells) =>
        _text.Append("| ")
            .AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
}
