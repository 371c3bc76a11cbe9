// Every test has the whole machine: the tests start hosts, and two hosts at once on two cores would only wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
