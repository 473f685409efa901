using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Tests.Policy;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class UnscannableCodesTests
{
    [Test]
    public void Table_OfAllCodes_HasOneRowForEach() =>
        Assert.That(
            UnscannableCodes.All.Select(row => row.Code), Is.EquivalentTo(Enum.GetValues<UnscannableCode>()));

    [TestCaseSource(typeof(UnscannableCodes), nameof(UnscannableCodes.All))]
    public void Row_OfAnyCode_SaysItInASentence(UnscannableRow row)
    {
        var sentence = UnscannableCodes.Describe(new UnscannableReason(row.Code, "detail"));

        Assert.That(sentence, Does.Match(@"^[A-Z].*\.$").And.Not.Contain("{"));
    }

    /// <summary>A passing fault that is remembered would be believed of every upload of the same bytes.</summary>
    [TestCaseSource(typeof(UnscannableCodes), nameof(UnscannableCodes.All))]
    public void Row_WorthAnotherAttempt_IsNotRemembered(UnscannableRow row) =>
        Assert.That(row.IsRetried && row.MayBeRemembered, Is.False);
}
