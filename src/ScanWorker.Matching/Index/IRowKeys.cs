namespace ScanWorker.Matching.Index;

/// <summary>Gives the 32-bit key of each row. A struct implements it, so that the compiler inlines it into the table's builder.</summary>
internal interface IRowKeys
{
    uint KeyOf(int row);
}
