using Microsoft.Extensions.Configuration;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Tests.Storage;

public sealed class StorageConnectionTests
{
    [Fact]
    public void Open_HostAccountOnly_PutsEverythingThere()
    {
        StorageAccount storage = Open(("AzureWebJobsStorage:accountName", "hostaccount"));

        Assert.All(
            [StorageAccount.Scoring, StorageAccount.Work, StorageAccount.Models, StorageAccount.Explanations],
            container => Assert.Equal("hostaccount", storage.AccountOf(container).AccountName));
    }

    [Theory]
    [InlineData(StorageAccount.Scoring, "hostaccount")]
    [InlineData(StorageAccount.Work, "hostaccount")]
    [InlineData(StorageAccount.Models, "dataaccount")]
    [InlineData(StorageAccount.Explanations, "dataaccount")]
    public void Open_AccountForTheData_KeepsThereWhatLasts(string container, string account)
    {
        StorageAccount storage = Open(
            ("AzureWebJobsStorage:blobServiceUri", "https://hostaccount.blob.core.windows.net/"),
            ("XaiStorage:blobServiceUri", "https://dataaccount.blob.core.windows.net/"),
            ("XaiStorage:tableServiceUri", "https://dataaccount.table.core.windows.net/"));

        Assert.Equal(account, storage.AccountOf(container).AccountName);
    }

    [Fact]
    public void Open_HalfASetting_NamesWhatIsMissing()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Open(
            ("AzureWebJobsStorage", "UseDevelopmentStorage=true"),
            ("XaiStorage:blobServiceUri", "https://dataaccount.blob.core.windows.net/")));

        Assert.Contains("XaiStorage__tableServiceUri", exception.Message);
    }

    private static StorageAccount Open(params (string Key, string Value)[] settings) => StorageConnection.Open(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
}
