using Azure.Identity;
using XaiFunctions.App.Telemetry;

namespace XaiFunctions.App.Tests.Telemetry;

public sealed class TelemetryExportTests
{
    [Theory]
    [InlineData("Authorization=AAD;ClientId=00000000-0000-0000-0000-000000000001", true)]
    [InlineData(" clientid = x ; authorization = aad ", true)]
    [InlineData("Authorization=AAD", true)]
    [InlineData("Authorization=Key;ClientId=x", false)]
    [InlineData("ClientId=x", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Credential_SignInSetting_IsReadAsTheHostReadsIt(string? setting, bool signsIn) =>
        Assert.Equal(signsIn, TelemetryExport.Credential(setting) is ManagedIdentityCredential);
}
