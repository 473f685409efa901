using System.Net;
using ScanWorker.Adapters.Fetching.Transfers;

namespace ScanWorker.Adapters.Tests.Fetching.Transfers;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AddressRulesTests
{
    [TestCase("127.0.0.1", true)]
    [TestCase("::1", true)]
    [TestCase("10.1.2.3", true)]
    [TestCase("192.168.1.1", true)]
    [TestCase("203.0.113.7", true)]
    [TestCase("fd12:3456::1", true)]
    [TestCase("2001:db8::1", true)]
    [TestCase("64:ff9b::cb00:7107", true)]
    [TestCase("0.0.0.0", false)]
    [TestCase("0.1.2.3", false)]
    [TestCase("169.254.169.254", false)]
    [TestCase("169.254.0.1", false)]
    [TestCase("168.63.129.16", false)]
    [TestCase("100.100.100.200", false)]
    [TestCase("224.0.0.1", false)]
    [TestCase("255.255.255.255", false)]
    [TestCase("::", false)]
    [TestCase("fe80::1", false)]
    [TestCase("febf::1", false)]
    [TestCase("ff02::1", false)]
    [TestCase("fd00:ec2::254", false)]
    [TestCase("::ffff:169.254.169.254", false)]
    [TestCase("::169.254.169.254", false)]
    [TestCase("64:ff9b::a9fe:a9fe", false)]
    [TestCase("2002:a9fe:a9fe::1", false)]
    public void Allow_Address_UnlessNoStoreCanBeThere(string address, bool expected) =>
        Assert.That(AddressRules.Allow(IPAddress.Parse(address)), Is.EqualTo(expected));
}
