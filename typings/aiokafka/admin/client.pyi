from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypedDict

from aiokafka.admin.config_resource import ConfigResource
from aiokafka.admin.new_partitions import NewPartitions
from aiokafka.admin.new_topic import NewTopic
from aiokafka.structs import OffsetAndMetadata, TopicPartition

class _Broker(TypedDict):
    node_id: int
    host: str
    port: int

class _Cluster(TypedDict):
    cluster_id: str
    controller_id: int
    brokers: Sequence[_Broker]

class _Topic(TypedDict):
    topic: str
    error_code: int
    partitions: Sequence[Mapping[str, Any]]

class _TopicErrors(Protocol):
    # name, error code and, since version 1, a message
    topic_errors: Sequence[tuple[str, int, *tuple[str | None, ...]]]

class _Configs(Protocol):
    # error code, message, kind and name of the resource; of each setting: name, value, read only, source, …
    resources: Sequence[tuple[int, str | None, int, str, Sequence[tuple[str, str, bool, int, *tuple[Any, ...]]]]]

class _Altered(Protocol):
    resources: Sequence[tuple[int, str | None, int, str]]

class _Groups(Protocol):
    # error code, name, state, kind of protocol, protocol, members, …
    groups: Sequence[tuple[int, str, str, str, str, Sequence[tuple[Any, ...]], *tuple[Any, ...]]]

class AIOKafkaAdminClient:
    def __init__(
        self, *, bootstrap_servers: str | list[str] = ..., client_id: str = ..., request_timeout_ms: int = ...
    ) -> None: ...
    async def start(self) -> None: ...
    async def close(self) -> None: ...
    async def describe_cluster(self) -> _Cluster: ...
    async def describe_topics(self, topics: Sequence[str] | None = ...) -> list[_Topic]: ...
    async def list_topics(self) -> list[str]: ...
    async def create_topics(self, new_topics: Sequence[NewTopic]) -> _TopicErrors: ...
    async def delete_topics(self, topics: Sequence[str]) -> _TopicErrors: ...
    async def create_partitions(self, topic_partitions: Mapping[str, NewPartitions]) -> _TopicErrors: ...
    async def describe_configs(self, config_resources: Sequence[ConfigResource]) -> list[_Configs]: ...
    async def alter_configs(self, config_resources: Sequence[ConfigResource]) -> list[_Altered]: ...
    async def describe_consumer_groups(self, group_ids: Sequence[str]) -> list[_Groups]: ...
    async def list_consumer_group_offsets(self, group_id: str) -> dict[TopicPartition, OffsetAndMetadata]: ...
