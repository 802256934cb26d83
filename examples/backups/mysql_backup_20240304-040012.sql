/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: 127.0.0.1    Database: 
-- ------------------------------------------------------
-- Server version	10.11.19-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Current Database: `keystone`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `keystone` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;

USE `keystone`;

--
-- Table structure for table `local_user`
--

DROP TABLE IF EXISTS `local_user`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `local_user` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `user_id` varchar(64) NOT NULL,
  `domain_id` varchar(64) NOT NULL,
  `name` varchar(255) NOT NULL,
  `failed_auth_count` int(11) DEFAULT NULL,
  `failed_auth_at` datetime DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `user_id` (`user_id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `local_user`
--

LOCK TABLES `local_user` WRITE;
/*!40000 ALTER TABLE `local_user` DISABLE KEYS */;
INSERT INTO `local_user` VALUES
(1,'7545d658a76796d7268166bbc0338a93','default','дарья',0,NULL),
(2,'a69747a6d610ccb9b7150eaba68d61a5','default','élodie',0,NULL),
(3,'50e90303195caa8ab2b1bb7df99d6ee7','default','farid',0,NULL),
(4,'9e196b59fc21d2aa893fb4f865b1e703','default','georg',0,NULL),
(5,'a95c933c95b52cc6ebf914c30d06ff21','default','花子',0,NULL),
(6,'e5e6b373f0998d4ef2cb0b8de685d6bd','default','o\'neil',0,NULL),
(7,'admin','default','admin',0,NULL);
/*!40000 ALTER TABLE `local_user` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `project`
--

DROP TABLE IF EXISTS `project`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `project` (
  `id` varchar(64) NOT NULL,
  `name` varchar(64) NOT NULL,
  `extra` text DEFAULT NULL,
  `description` text DEFAULT NULL,
  `enabled` tinyint(1) DEFAULT NULL,
  `domain_id` varchar(64) NOT NULL,
  `parent_id` varchar(64) DEFAULT NULL,
  `is_domain` tinyint(1) NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `project`
--

LOCK TABLES `project` WRITE;
/*!40000 ALTER TABLE `project` DISABLE KEYS */;
INSERT INTO `project` VALUES
('26c8379fb3f2c9dab404de7ab35f811f','cs101-course','{}','',1,'default','default',0),
('43e5c19f63119c506d8527faa47ccd5d','genomics-lab','{}','',1,'default','default',0),
('admin','admin','{}','',1,'default','default',0),
('df0f3831764a5bee28c7ed50f760f4fd','climate-models','{}','',1,'default','default',0);
/*!40000 ALTER TABLE `project` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `user`
--

DROP TABLE IF EXISTS `user`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `user` (
  `id` varchar(64) NOT NULL,
  `extra` text DEFAULT NULL,
  `enabled` tinyint(1) DEFAULT NULL,
  `default_project_id` varchar(64) DEFAULT NULL,
  `created_at` datetime DEFAULT NULL,
  `last_active_at` date DEFAULT NULL,
  `domain_id` varchar(64) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `user`
--

LOCK TABLES `user` WRITE;
/*!40000 ALTER TABLE `user` DISABLE KEYS */;
INSERT INTO `user` VALUES
('50e90303195caa8ab2b1bb7df99d6ee7','{\"email\":\"farid@example.org\"}',1,'26c8379fb3f2c9dab404de7ab35f811f','2022-11-27 00:00:00',NULL,'default'),
('7545d658a76796d7268166bbc0338a93','{\"email\":\"дарья@example.org\"}',1,'43e5c19f63119c506d8527faa47ccd5d','2022-11-27 00:00:00',NULL,'default'),
('9e196b59fc21d2aa893fb4f865b1e703','{\"email\":\"georg@example.org\"}',1,'43e5c19f63119c506d8527faa47ccd5d','2022-11-27 00:00:00',NULL,'default'),
('a69747a6d610ccb9b7150eaba68d61a5','{\"email\":\"élodie@example.org\"}',1,'df0f3831764a5bee28c7ed50f760f4fd','2022-11-27 00:00:00',NULL,'default'),
('a95c933c95b52cc6ebf914c30d06ff21','{\"email\":\"花子@example.org\"}',1,'df0f3831764a5bee28c7ed50f760f4fd','2022-11-27 00:00:00',NULL,'default'),
('admin','{\"email\":\"admin@example.org\"}',1,'admin','2022-11-27 00:00:00',NULL,'default'),
('e5e6b373f0998d4ef2cb0b8de685d6bd','{\"email\":\"o\'neil@example.org\"}',1,'26c8379fb3f2c9dab404de7ab35f811f','2022-11-27 00:00:00',NULL,'default');
/*!40000 ALTER TABLE `user` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Dumping routines for database 'keystone'
--

--
-- Current Database: `mysql`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `mysql` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;

USE `mysql`;

--
-- Table structure for table `help_topic`
--

DROP TABLE IF EXISTS `help_topic`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `help_topic` (
  `help_topic_id` int(10) unsigned NOT NULL,
  `name` varchar(64) NOT NULL,
  `help_category_id` smallint(5) unsigned NOT NULL,
  `description` text NOT NULL,
  `example` text NOT NULL,
  `url` text NOT NULL,
  PRIMARY KEY (`help_topic_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `help_topic`
--

LOCK TABLES `help_topic` WRITE;
/*!40000 ALTER TABLE `help_topic` DISABLE KEYS */;
INSERT INTO `help_topic` VALUES
(0,'INSERT',1,'Syntax:\nINSERT INTO `services` VALUES (1,\'a\');\n\nINSERT INTO tbl (a,b) VALUES(1,\"2\");','Syntax:\nINSERT INTO `services` VALUES (1,\'a\');\n\nINSERT INTO tbl (a,b) VALUES(1,\"2\");INSERT','https://example.org/help'),
(1,'CREATE TABLE',1,'CREATE TABLE `compute_nodes` (\n  `id` int NOT NULL\n) ENGINE=InnoDB;\n','CREATE TABLE `compute_nodes` (\n  `id` int NOT NULL\n) ENGINE=InnoDB;\nCREATE TABLE','https://example.org/help'),
(2,'USE',1,'USE `nova_old`;\nSELECT COUNT(*) FROM mytable; # \'selects from nova_old.mytable\'\n','USE `nova_old`;\nSELECT COUNT(*) FROM mytable; # \'selects from nova_old.mytable\'\nUSE','https://example.org/help'),
(3,'SET NAMES',1,'SET NAMES latin1;\nSET NAMES \'utf8\' COLLATE \'utf8_general_ci\' -- comment\n/*!40101 SET NAMES utf8 */;','SET NAMES latin1;\nSET NAMES \'utf8\' COLLATE \'utf8_general_ci\' -- comment\n/*!40101 SET NAMES utf8 */;SET NAMES','https://example.org/help'),
(4,'QUOTES',1,'\'it\'\'s\' \"a \"\"quoted\"\" word\" `back``tick` \\ \\\\ \\\' \\0 \\Z %_ \0 \Z \r\n	','\'it\'\'s\' \"a \"\"quoted\"\" word\" `back``tick` \\ \\\\ \\\' \\0 \\Z %_ \0 \Z \r\n	QUOTES','https://example.org/help');
/*!40000 ALTER TABLE `help_topic` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Dumping routines for database 'mysql'
--

--
-- Current Database: `nova`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `nova` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;

USE `nova`;

--
-- Table structure for table `block_device_mapping`
--

DROP TABLE IF EXISTS `block_device_mapping`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `block_device_mapping` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `device_name` varchar(255) DEFAULT NULL,
  `delete_on_termination` tinyint(1) DEFAULT NULL,
  `volume_id` varchar(36) DEFAULT NULL,
  `volume_size` int(11) DEFAULT NULL,
  `connection_info` mediumtext DEFAULT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `source_type` varchar(255) DEFAULT NULL,
  `destination_type` varchar(255) DEFAULT NULL,
  `boot_index` int(11) DEFAULT NULL,
  `image_id` varchar(36) DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `block_device_mapping_instance_uuid_idx` (`instance_uuid`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `block_device_mapping`
--

LOCK TABLES `block_device_mapping` WRITE;
/*!40000 ALTER TABLE `block_device_mapping` DISABLE KEYS */;
/*!40000 ALTER TABLE `block_device_mapping` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `compute_nodes`
--

DROP TABLE IF EXISTS `compute_nodes`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `compute_nodes` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `service_id` int(11) DEFAULT NULL,
  `vcpus` int(11) NOT NULL,
  `memory_mb` int(11) NOT NULL,
  `local_gb` int(11) NOT NULL,
  `vcpus_used` int(11) NOT NULL,
  `memory_mb_used` int(11) NOT NULL,
  `local_gb_used` int(11) NOT NULL,
  `hypervisor_type` mediumtext NOT NULL,
  `hypervisor_version` int(11) NOT NULL,
  `cpu_info` mediumtext NOT NULL,
  `disk_available_least` int(11) DEFAULT NULL,
  `free_ram_mb` int(11) DEFAULT NULL,
  `free_disk_gb` int(11) DEFAULT NULL,
  `current_workload` int(11) DEFAULT NULL,
  `running_vms` int(11) DEFAULT NULL,
  `hypervisor_hostname` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `host_ip` varchar(39) DEFAULT NULL,
  `supported_instances` text DEFAULT NULL,
  `pci_stats` text DEFAULT NULL,
  `metrics` text DEFAULT NULL,
  `extra_resources` text DEFAULT NULL,
  `stats` text DEFAULT NULL,
  `numa_topology` text DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `ram_allocation_ratio` float DEFAULT NULL,
  `cpu_allocation_ratio` float DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  `disk_allocation_ratio` float DEFAULT NULL,
  `mapped` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uniq_compute_nodes0host0hypervisor_hostname0deleted` (`host`,`hypervisor_hostname`,`deleted`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `compute_nodes`
--

LOCK TABLES `compute_nodes` WRITE;
/*!40000 ALTER TABLE `compute_nodes` DISABLE KEYS */;
INSERT INTO `compute_nodes` VALUES
('2024-01-15 09:12:41','2024-03-04 03:59:41',NULL,1,NULL,48,196608,2000,0,512,0,'QEMU',7002000,'{\"arch\":\"x86_64\",\"model\":\"Nehalem\",\"vendor\":\"Intel\",\"topology\":{\"cores\":12,\"threads\":2,\"sockets\":2}}',2000,196096,2000,0,0,'c01-01.cloud.example.org',0,'10.148.168.105','[[\"x86_64\", \"kvm\", \"hvm\"]]','{\"nova_object.name\": \"PciDevicePoolList\", \"nova_object.data\": {\"objects\": []}}','[]',NULL,'{\"failed_builds\": \"0\", \"num_instances\": \"0\"}',NULL,'c01-01.cloud.example.org',1.5,16,'0810bcf2-b926-4a9d-84af-a8501b8d9fb0',1,1),
('2024-01-15 09:14:04','2024-03-04 04:00:04',NULL,2,NULL,48,196608,2000,0,512,0,'QEMU',7002000,'{\"arch\":\"x86_64\",\"model\":\"Nehalem\",\"vendor\":\"Intel\",\"topology\":{\"cores\":12,\"threads\":2,\"sockets\":2}}',2000,196096,2000,0,0,'c01-02.cloud.example.org',0,'10.133.244.214','[[\"x86_64\", \"kvm\", \"hvm\"]]','{\"nova_object.name\": \"PciDevicePoolList\", \"nova_object.data\": {\"objects\": []}}','[]',NULL,'{\"failed_builds\": \"0\", \"num_instances\": \"0\"}',NULL,'c01-02.cloud.example.org',1.5,16,'76272367-097b-44d9-8a18-dd991c666c6c',1,1),
('2024-01-16 13:45:22','2024-03-04 03:59:22',NULL,3,NULL,48,196608,2000,0,512,0,'QEMU',7002000,'{\"arch\":\"x86_64\",\"model\":\"Nehalem\",\"vendor\":\"Intel\",\"topology\":{\"cores\":12,\"threads\":2,\"sockets\":2}}',2000,196096,2000,0,0,'c02-01.cloud.example.org',0,'10.209.246.2','[[\"x86_64\", \"kvm\", \"hvm\"]]','{\"nova_object.name\": \"PciDevicePoolList\", \"nova_object.data\": {\"objects\": []}}','[]',NULL,'{\"failed_builds\": \"0\", \"num_instances\": \"0\"}',NULL,'c02-01.cloud.example.org',1.5,16,'9f6ffa09-a3ad-4cc0-9bcb-9564cae79ff1',1,1);
/*!40000 ALTER TABLE `compute_nodes` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instance_actions`
--

DROP TABLE IF EXISTS `instance_actions`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_actions` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `action` varchar(255) DEFAULT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `request_id` varchar(255) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  `project_id` varchar(255) DEFAULT NULL,
  `start_time` datetime DEFAULT NULL,
  `finish_time` datetime DEFAULT NULL,
  `message` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `request_id_idx` (`request_id`),
  KEY `instance_uuid_idx` (`instance_uuid`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_actions`
--

LOCK TABLES `instance_actions` WRITE;
/*!40000 ALTER TABLE `instance_actions` DISABLE KEYS */;
INSERT INTO `instance_actions` VALUES
('2024-01-18 10:21:17','2024-01-18 10:21:17',NULL,1,'create','4c9934cd-a01a-4c7c-aadb-7a43ab1b57da','req-3126f61b-34e2-48d7-9111-ffb073a962ab','a95c933c95b52cc6ebf914c30d06ff21','df0f3831764a5bee28c7ed50f760f4fd','2024-01-18 10:21:13',NULL,NULL,0),
('2024-01-18 12:16:40','2024-01-18 12:17:25',NULL,2,'stop','4c9934cd-a01a-4c7c-aadb-7a43ab1b57da','req-0d345cc8-9273-4cec-b2a3-c98cc5956576','a95c933c95b52cc6ebf914c30d06ff21','df0f3831764a5bee28c7ed50f760f4fd','2024-01-18 12:16:40',NULL,NULL,0),
('2024-01-19 11:40:47','2024-01-19 11:40:52',NULL,3,'start','4c9934cd-a01a-4c7c-aadb-7a43ab1b57da','req-fd81f0cb-c0b1-44a5-8e45-23847105f6a4','a95c933c95b52cc6ebf914c30d06ff21','df0f3831764a5bee28c7ed50f760f4fd','2024-01-19 11:40:47',NULL,NULL,0),
('2024-01-19 22:35:24','2024-01-19 22:35:24',NULL,4,'delete','4c9934cd-a01a-4c7c-aadb-7a43ab1b57da','req-d41b9681-8f47-43a1-93fe-c6de470f6e3d','a95c933c95b52cc6ebf914c30d06ff21','df0f3831764a5bee28c7ed50f760f4fd','2024-01-19 22:35:24',NULL,NULL,0),
('2024-01-20 01:27:10','2024-01-20 01:27:25',NULL,5,'create','e7b5fe39-a567-4560-8b09-f76d5ebc7def','req-077f8399-f8c7-4958-b507-0cf68ac014c8','a95c933c95b52cc6ebf914c30d06ff21','df0f3831764a5bee28c7ed50f760f4fd','2024-01-20 01:27:09',NULL,NULL,0),
('2024-01-20 12:05:15','2024-01-20 12:05:26',NULL,6,'stop','e7b5fe39-a567-4560-8b09-f76d5ebc7def','req-23e1b69d-de06-4052-9247-d1fc6d303855','a95c933c95b52cc6ebf914c30d06ff21','df0f3831764a5bee28c7ed50f760f4fd','2024-01-20 12:05:15',NULL,NULL,0),
('2024-01-20 18:17:38','2024-01-20 18:18:18',NULL,7,'rebuild','e7b5fe39-a567-4560-8b09-f76d5ebc7def','req-cca05e4b-c611-45e9-aa07-8c33b9022af0','a95c933c95b52cc6ebf914c30d06ff21','df0f3831764a5bee28c7ed50f760f4fd','2024-01-20 18:17:38',NULL,NULL,0),
('2024-01-21 03:02:01','2024-01-21 03:02:15',NULL,8,'delete','e7b5fe39-a567-4560-8b09-f76d5ebc7def','req-daa0cc33-a390-4f22-a69a-3667224ffa54','a95c933c95b52cc6ebf914c30d06ff21','df0f3831764a5bee28c7ed50f760f4fd','2024-01-21 03:02:01',NULL,NULL,0),
('2024-01-30 07:17:40','2024-01-30 07:17:40',NULL,9,'create','2543f47e-e994-42a8-b0cb-06ced5b74968','req-55ed883d-4bf5-44ff-9efa-cfe1d593b54b','a69747a6d610ccb9b7150eaba68d61a5','df0f3831764a5bee28c7ed50f760f4fd','2024-01-30 07:17:36',NULL,NULL,0),
('2024-01-30 17:42:51','2024-01-30 17:42:58',NULL,10,'resize','2543f47e-e994-42a8-b0cb-06ced5b74968','req-6434311c-8f8c-4c7b-9510-d855a1fe42d5','a69747a6d610ccb9b7150eaba68d61a5','df0f3831764a5bee28c7ed50f760f4fd','2024-01-30 17:42:51',NULL,NULL,0),
('2024-02-01 00:28:07','2024-02-01 00:28:07',NULL,11,'confirmResize','2543f47e-e994-42a8-b0cb-06ced5b74968','req-7b431893-fe64-498b-855c-02b71f8676cc','a69747a6d610ccb9b7150eaba68d61a5','df0f3831764a5bee28c7ed50f760f4fd','2024-02-01 00:28:07',NULL,NULL,0),
('2024-02-01 01:24:35','2024-02-01 01:24:37',NULL,12,'live-migration','2543f47e-e994-42a8-b0cb-06ced5b74968','req-33885b9f-4a96-46c2-bf95-38eec42101c8','admin','admin','2024-02-01 01:24:35',NULL,NULL,0),
('2024-02-01 07:43:21','2024-02-01 07:43:21',NULL,13,'delete','2543f47e-e994-42a8-b0cb-06ced5b74968','req-352fbac9-5e07-45fe-b9c1-7991f7e48a02','a69747a6d610ccb9b7150eaba68d61a5','df0f3831764a5bee28c7ed50f760f4fd','2024-02-01 07:43:21',NULL,NULL,0),
('2024-02-12 00:52:27','2024-02-12 00:52:27',NULL,14,'create','67ee2a6c-0087-40a5-a8a7-18e83da6c55b','req-977e8f22-212f-4132-9690-acafc487840c','9e196b59fc21d2aa893fb4f865b1e703','43e5c19f63119c506d8527faa47ccd5d','2024-02-12 00:52:23',NULL,NULL,0),
('2024-02-12 18:10:48','2024-02-12 18:11:00',NULL,15,'stop','67ee2a6c-0087-40a5-a8a7-18e83da6c55b','req-eff43937-b22c-4f4c-86bf-b4324442e6c2','9e196b59fc21d2aa893fb4f865b1e703','43e5c19f63119c506d8527faa47ccd5d','2024-02-12 18:10:48',NULL,'Error',0),
('2024-02-12 18:48:25','2024-02-12 18:48:25',NULL,16,'pause','67ee2a6c-0087-40a5-a8a7-18e83da6c55b','req-1ffa2383-1511-487e-8858-e7b16a39cd08','9e196b59fc21d2aa893fb4f865b1e703','43e5c19f63119c506d8527faa47ccd5d','2024-02-12 18:48:25',NULL,NULL,0),
('2024-02-13 04:37:10','2024-02-13 04:37:10',NULL,17,'delete','67ee2a6c-0087-40a5-a8a7-18e83da6c55b','req-fa532c36-0004-471f-beef-2abd5a98c5df','9e196b59fc21d2aa893fb4f865b1e703','43e5c19f63119c506d8527faa47ccd5d','2024-02-13 04:37:10',NULL,NULL,0);
/*!40000 ALTER TABLE `instance_actions` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instance_actions_events`
--

DROP TABLE IF EXISTS `instance_actions_events`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_actions_events` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `event` varchar(255) DEFAULT NULL,
  `action_id` int(11) DEFAULT NULL,
  `start_time` datetime DEFAULT NULL,
  `finish_time` datetime DEFAULT NULL,
  `result` varchar(255) DEFAULT NULL,
  `traceback` text DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `details` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `action_id` (`action_id`),
  CONSTRAINT `instance_actions_events_ibfk_1` FOREIGN KEY (`action_id`) REFERENCES `instance_actions` (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_actions_events`
--

LOCK TABLES `instance_actions_events` WRITE;
/*!40000 ALTER TABLE `instance_actions_events` DISABLE KEYS */;
INSERT INTO `instance_actions_events` VALUES
('2024-01-18 10:21:17','2024-01-18 10:21:17',NULL,1,'compute__do_build_and_run_instance',1,'2024-01-18 10:21:17','2024-01-18 10:21:17','Success',NULL,0,'c02-01.cloud.example.org',NULL),
('2024-01-18 12:16:40','2024-01-18 12:17:25',NULL,2,'compute_stop_instance',2,'2024-01-18 12:16:40','2024-01-18 12:17:25','Success',NULL,0,'c02-01.cloud.example.org',NULL),
('2024-01-19 11:40:47','2024-01-19 11:40:52',NULL,3,'compute_start_instance',3,'2024-01-19 11:40:47','2024-01-19 11:40:52','Success',NULL,0,'c02-01.cloud.example.org',NULL),
('2024-01-19 22:35:24','2024-01-19 22:35:24',NULL,4,'compute_terminate_instance',4,'2024-01-19 22:35:24','2024-01-19 22:35:24','Success',NULL,0,'c02-01.cloud.example.org',NULL),
('2024-01-20 01:27:10','2024-01-20 01:27:25',NULL,5,'compute__do_build_and_run_instance',5,'2024-01-20 01:27:10','2024-01-20 01:27:25','Success',NULL,0,'c02-01.cloud.example.org',NULL),
('2024-01-20 12:05:15','2024-01-20 12:05:26',NULL,6,'compute_stop_instance',6,'2024-01-20 12:05:15','2024-01-20 12:05:26','Success',NULL,0,'c02-01.cloud.example.org',NULL),
('2024-01-20 18:17:38','2024-01-20 18:17:41',NULL,7,'rebuild_server',7,'2024-01-20 18:17:38','2024-01-20 18:17:41','Success',NULL,0,'ctl-01',NULL),
('2024-01-20 18:17:41','2024-01-20 18:18:18',NULL,8,'compute_rebuild_instance',7,'2024-01-20 18:17:41','2024-01-20 18:18:18','Success',NULL,0,'c02-01.cloud.example.org',NULL),
('2024-01-21 03:02:01','2024-01-21 03:02:15',NULL,9,'compute_terminate_instance',8,'2024-01-21 03:02:01','2024-01-21 03:02:15','Success',NULL,0,'c02-01.cloud.example.org',NULL),
('2024-01-30 07:17:40','2024-01-30 07:17:40',NULL,10,'compute__do_build_and_run_instance',9,'2024-01-30 07:17:40','2024-01-30 07:17:40','Success',NULL,0,'c01-02.cloud.example.org',NULL),
('2024-01-30 17:42:51','2024-01-30 17:42:52',NULL,11,'cold_migrate',10,'2024-01-30 17:42:51','2024-01-30 17:42:52','Success',NULL,0,'ctl-01',NULL),
('2024-01-30 17:42:52','2024-01-30 17:42:53',NULL,12,'conductor_migrate_server',10,'2024-01-30 17:42:52','2024-01-30 17:42:53','Success',NULL,0,'ctl-01',NULL),
('2024-01-30 17:42:53','2024-01-30 17:42:53',NULL,13,'compute_prep_resize',10,'2024-01-30 17:42:53','2024-01-30 17:42:53','Success',NULL,0,'c01-01.cloud.example.org',NULL),
('2024-01-30 17:42:53','2024-01-30 17:42:54',NULL,14,'compute_resize_instance',10,'2024-01-30 17:42:53','2024-01-30 17:42:54','Success',NULL,0,'c01-02.cloud.example.org',NULL),
('2024-01-30 17:42:54','2024-01-30 17:42:58',NULL,15,'compute_finish_resize',10,'2024-01-30 17:42:54','2024-01-30 17:42:58','Success',NULL,0,'c01-01.cloud.example.org',NULL),
('2024-02-01 00:28:07','2024-02-01 00:28:07',NULL,16,'compute_confirm_resize',11,'2024-02-01 00:28:07','2024-02-01 00:28:07','Success',NULL,0,'c01-02.cloud.example.org',NULL),
('2024-02-01 01:24:35','2024-02-01 01:24:35',NULL,17,'conductor_live_migrate_instance',12,'2024-02-01 01:24:35','2024-02-01 01:24:35','Success',NULL,0,'ctl-01',NULL),
('2024-02-01 01:24:35','2024-02-01 01:24:35',NULL,18,'compute_check_can_live_migrate_destination',12,'2024-02-01 01:24:35','2024-02-01 01:24:35','Success',NULL,0,'c01-02.cloud.example.org',NULL),
('2024-02-01 01:24:35','2024-02-01 01:24:35',NULL,19,'compute_check_can_live_migrate_source',12,'2024-02-01 01:24:35','2024-02-01 01:24:35','Success',NULL,0,'c01-01.cloud.example.org',NULL),
('2024-02-01 01:24:35','2024-02-01 01:24:35',NULL,20,'compute_pre_live_migration',12,'2024-02-01 01:24:35','2024-02-01 01:24:35','Success',NULL,0,'c01-02.cloud.example.org',NULL),
('2024-02-01 01:24:35','2024-02-01 01:24:35',NULL,21,'compute_live_migration',12,'2024-02-01 01:24:35','2024-02-01 01:24:35','Success',NULL,0,'c01-01.cloud.example.org',NULL),
('2024-02-01 01:24:35','2024-02-01 01:24:37',NULL,22,'compute_post_live_migration_at_destination',12,'2024-02-01 01:24:35','2024-02-01 01:24:37','Success',NULL,0,'c01-02.cloud.example.org',NULL),
('2024-02-01 07:43:21','2024-02-01 07:43:21',NULL,23,'compute_terminate_instance',13,'2024-02-01 07:43:21','2024-02-01 07:43:21','Success',NULL,0,'c01-02.cloud.example.org',NULL),
('2024-02-12 00:52:27','2024-02-12 00:52:27',NULL,24,'compute__do_build_and_run_instance',14,'2024-02-12 00:52:27','2024-02-12 00:52:27','Success',NULL,0,'c01-02.cloud.example.org',NULL),
('2024-02-12 18:10:48','2024-02-12 18:11:00',NULL,25,'compute_stop_instance',15,'2024-02-12 18:10:48','2024-02-12 18:11:00','Error','Traceback (most recent call last):\n  File \"/usr/lib/python3/dist-packages/nova/compute/manager.py\", line 201, in decorated_function\n    return function(self, *args)\nLibvirtError: internal error: process exited while connecting to monitor: can\'t open \"/dev/kvm\"\n\n',0,'c01-02.cloud.example.org','internal error: process exited while connecting to monitor: can\'t open \"/dev/kvm\"\n'),
('2024-02-12 18:48:25','2024-02-12 18:48:25',NULL,26,'compute_pause_instance',16,'2024-02-12 18:48:25','2024-02-12 18:48:25','Success',NULL,0,'c01-02.cloud.example.org',NULL),
('2024-02-13 04:37:10','2024-02-13 04:37:10',NULL,27,'compute_terminate_instance',17,'2024-02-13 04:37:10','2024-02-13 04:37:10','Success',NULL,0,'c01-02.cloud.example.org',NULL);
/*!40000 ALTER TABLE `instance_actions_events` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instance_extra`
--

DROP TABLE IF EXISTS `instance_extra`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_extra` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `instance_uuid` varchar(36) NOT NULL,
  `numa_topology` text DEFAULT NULL,
  `pci_requests` text DEFAULT NULL,
  `flavor` text DEFAULT NULL,
  `vcpu_model` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `instance_extra_idx` (`instance_uuid`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_extra`
--

LOCK TABLES `instance_extra` WRITE;
/*!40000 ALTER TABLE `instance_extra` DISABLE KEYS */;
INSERT INTO `instance_extra` VALUES
('2024-01-18 10:21:13',NULL,'2024-01-19 22:35:24',1,1,'4c9934cd-a01a-4c7c-aadb-7a43ab1b57da',NULL,'[]','{\"cur\":{\"nova_object.name\":\"Flavor\",\"nova_object.data\":{\"id\":4,\"name\":\"m1.large\",\"memory_mb\":8192,\"vcpus\":4,\"root_gb\":80,\"ephemeral_gb\":0,\"flavorid\":\"1959c01c-1b0f-432e-bd83-c28ad0aba87f\"}},\"old\":null,\"new\":null}',NULL),
('2024-01-20 01:27:09',NULL,'2024-01-21 03:02:15',2,2,'e7b5fe39-a567-4560-8b09-f76d5ebc7def',NULL,'[]','{\"cur\":{\"nova_object.name\":\"Flavor\",\"nova_object.data\":{\"id\":1,\"name\":\"m1.tiny\",\"memory_mb\":512,\"vcpus\":1,\"root_gb\":1,\"ephemeral_gb\":0,\"flavorid\":\"3d4a6e6c-9c8d-40cd-9e41-ef51753f9fea\"}},\"old\":null,\"new\":null}',NULL),
('2024-01-30 07:17:36',NULL,'2024-02-01 07:43:21',3,3,'2543f47e-e994-42a8-b0cb-06ced5b74968',NULL,'[]','{\"cur\":{\"nova_object.name\":\"Flavor\",\"nova_object.data\":{\"id\":1,\"name\":\"m1.tiny\",\"memory_mb\":512,\"vcpus\":1,\"root_gb\":1,\"ephemeral_gb\":0,\"flavorid\":\"3d4a6e6c-9c8d-40cd-9e41-ef51753f9fea\"}},\"old\":null,\"new\":null}',NULL),
('2024-02-12 00:52:23',NULL,'2024-02-13 04:37:10',4,4,'67ee2a6c-0087-40a5-a8a7-18e83da6c55b',NULL,'[]','{\"cur\":{\"nova_object.name\":\"Flavor\",\"nova_object.data\":{\"id\":4,\"name\":\"m1.large\",\"memory_mb\":8192,\"vcpus\":4,\"root_gb\":80,\"ephemeral_gb\":0,\"flavorid\":\"1959c01c-1b0f-432e-bd83-c28ad0aba87f\"}},\"old\":null,\"new\":null}',NULL);
/*!40000 ALTER TABLE `instance_extra` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instance_faults`
--

DROP TABLE IF EXISTS `instance_faults`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_faults` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `code` int(11) NOT NULL,
  `message` varchar(255) DEFAULT NULL,
  `details` mediumtext DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `instance_faults_host_idx` (`host`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_faults`
--

LOCK TABLES `instance_faults` WRITE;
/*!40000 ALTER TABLE `instance_faults` DISABLE KEYS */;
INSERT INTO `instance_faults` VALUES
('2024-02-12 18:11:00',NULL,'2024-02-13 04:37:10',1,'67ee2a6c-0087-40a5-a8a7-18e83da6c55b',500,'internal error: process exited while connecting to monitor: can\'t open \"/dev/kvm\"\n','Traceback (most recent call last):\n  File \"/usr/lib/python3/dist-packages/nova/compute/manager.py\", line 201, in decorated_function\n    return function(self, *args)\nLibvirtError: internal error: process exited while connecting to monitor: can\'t open \"/dev/kvm\"\n\n','c01-02.cloud.example.org',1);
/*!40000 ALTER TABLE `instance_faults` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instance_info_caches`
--

DROP TABLE IF EXISTS `instance_info_caches`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_info_caches` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `network_info` mediumtext DEFAULT NULL,
  `instance_uuid` varchar(36) NOT NULL,
  `deleted` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_info_caches`
--

LOCK TABLES `instance_info_caches` WRITE;
/*!40000 ALTER TABLE `instance_info_caches` DISABLE KEYS */;
/*!40000 ALTER TABLE `instance_info_caches` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instance_system_metadata`
--

DROP TABLE IF EXISTS `instance_system_metadata`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_system_metadata` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `instance_uuid` varchar(36) NOT NULL,
  `key` varchar(255) NOT NULL,
  `value` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `instance_uuid` (`instance_uuid`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_system_metadata`
--

LOCK TABLES `instance_system_metadata` WRITE;
/*!40000 ALTER TABLE `instance_system_metadata` DISABLE KEYS */;
/*!40000 ALTER TABLE `instance_system_metadata` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instances`
--

DROP TABLE IF EXISTS `instances`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instances` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `internal_id` int(11) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  `project_id` varchar(255) DEFAULT NULL,
  `image_ref` varchar(255) DEFAULT NULL,
  `kernel_id` varchar(255) DEFAULT NULL,
  `ramdisk_id` varchar(255) DEFAULT NULL,
  `launch_index` int(11) DEFAULT NULL,
  `key_name` varchar(255) DEFAULT NULL,
  `key_data` mediumtext DEFAULT NULL,
  `power_state` int(11) DEFAULT NULL,
  `vm_state` varchar(255) DEFAULT NULL,
  `memory_mb` int(11) DEFAULT NULL,
  `vcpus` int(11) DEFAULT NULL,
  `hostname` varchar(255) DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `user_data` mediumtext DEFAULT NULL,
  `reservation_id` varchar(255) DEFAULT NULL,
  `launched_at` datetime DEFAULT NULL,
  `terminated_at` datetime DEFAULT NULL,
  `display_name` varchar(255) DEFAULT NULL,
  `display_description` varchar(255) DEFAULT NULL,
  `availability_zone` varchar(255) DEFAULT NULL,
  `locked` tinyint(1) DEFAULT NULL,
  `os_type` varchar(255) DEFAULT NULL,
  `launched_on` mediumtext DEFAULT NULL,
  `instance_type_id` int(11) DEFAULT NULL,
  `vm_mode` varchar(255) DEFAULT NULL,
  `uuid` varchar(36) NOT NULL,
  `architecture` varchar(255) DEFAULT NULL,
  `root_device_name` varchar(255) DEFAULT NULL,
  `access_ip_v4` varchar(39) DEFAULT NULL,
  `access_ip_v6` varchar(39) DEFAULT NULL,
  `config_drive` varchar(255) DEFAULT NULL,
  `task_state` varchar(255) DEFAULT NULL,
  `default_ephemeral_device` varchar(255) DEFAULT NULL,
  `default_swap_device` varchar(255) DEFAULT NULL,
  `progress` int(11) DEFAULT NULL,
  `auto_disk_config` tinyint(1) DEFAULT NULL,
  `shutdown_terminate` tinyint(1) DEFAULT NULL,
  `disable_terminate` tinyint(1) DEFAULT NULL,
  `root_gb` int(11) DEFAULT NULL,
  `ephemeral_gb` int(11) DEFAULT NULL,
  `cell_name` varchar(255) DEFAULT NULL,
  `node` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `locked_by` enum('owner','admin') DEFAULT NULL,
  `cleaned` int(11) DEFAULT NULL,
  `ephemeral_key_uuid` varchar(36) DEFAULT NULL,
  `hidden` tinyint(1) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uniq_instances0uuid` (`uuid`),
  KEY `instances_host_node_deleted_idx` (`host`,`node`,`deleted`),
  KEY `instances_project_id_idx` (`project_id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instances`
--

LOCK TABLES `instances` WRITE;
/*!40000 ALTER TABLE `instances` DISABLE KEYS */;
INSERT INTO `instances` VALUES
('2024-01-18 10:21:13','2024-01-19 22:35:24','2024-01-19 22:35:24',1,NULL,'a95c933c95b52cc6ebf914c30d06ff21','df0f3831764a5bee28c7ed50f760f4fd','da5089e0-4308-4da8-9d77-d1721a740cd4','','',0,'key-b367','ssh-rsa AAAAB3NzaC1yc2E= key-b367',0,'deleted',8192,4,'its-quoted--backslash-82','c02-01.cloud.example.org','IyEvYmluL3NoCmVjaG8gJ2QzNzYwMTQ2MjgxMmEzYjknOyAtLSApICwgKAo=','r-72d5e2b8','2024-01-18 10:21:17','2024-01-19 22:35:24','it\'s \"quoted\" \\ back\\\'slash-82','C:\\temp\\new','nova',0,NULL,'c02-01.cloud.example.org',4,NULL,'4c9934cd-a01a-4c7c-aadb-7a43ab1b57da',NULL,'/dev/vda',NULL,NULL,'',NULL,NULL,NULL,0,0,0,0,80,0,NULL,'c02-01.cloud.example.org',1,NULL,1,NULL,0),
('2024-01-20 01:27:09','2024-01-21 03:02:15','2024-01-21 03:02:15',2,NULL,'a95c933c95b52cc6ebf914c30d06ff21','df0f3831764a5bee28c7ed50f760f4fd','e757148d-2068-435e-b549-a02f13fef7b8','','',0,'key-a54d','ssh-rsa AAAAB3NzaC1yc2E= key-a54d',0,'deleted',512,1,'comma-paren-semi-48','c02-01.cloud.example.org','IyEvYmluL3NoCmVjaG8gJ2MzMzlmYmIxODk0NTgwN2MnOyAtLSApICwgKAo=','r-b7caac7b','2024-01-20 01:27:25','2024-01-21 03:02:15','comma, (paren); semi-48','see \"notes\"; ask Bob\'s team','nova',0,NULL,'c02-01.cloud.example.org',1,NULL,'e7b5fe39-a567-4560-8b09-f76d5ebc7def',NULL,'/dev/vda',NULL,NULL,'',NULL,NULL,NULL,0,0,0,0,1,0,NULL,'c02-01.cloud.example.org',2,NULL,1,NULL,0),
('2024-01-30 07:17:36','2024-02-01 07:43:21','2024-02-01 07:43:21',3,NULL,'a69747a6d610ccb9b7150eaba68d61a5','df0f3831764a5bee28c7ed50f760f4fd','3a2f4831-36da-41c0-a1fa-a796f8282ea3','','',0,'key-9507','ssh-rsa AAAAB3NzaC1yc2E= key-9507',0,'deleted',512,1,'luouký-k-25','c01-02.cloud.example.org','IyEvYmluL3NoCmVjaG8gJ2I1YWZkZTRiMWUxZGE1MmEnOyAtLSApICwgKAo=','r-ad15af33','2024-01-30 07:17:40','2024-02-01 07:43:21','žluťoučký kůň-25','試験用','nova',0,NULL,'c01-02.cloud.example.org',1,NULL,'2543f47e-e994-42a8-b0cb-06ced5b74968',NULL,'/dev/vda',NULL,NULL,'',NULL,NULL,NULL,0,0,0,0,1,0,NULL,'c01-02.cloud.example.org',3,NULL,1,NULL,0),
('2024-02-12 00:52:23','2024-02-13 04:37:10','2024-02-13 04:37:10',4,NULL,'9e196b59fc21d2aa893fb4f865b1e703','43e5c19f63119c506d8527faa47ccd5d','f036e6b5-d204-4216-9d91-88c946e75250','','',0,'key-6558','ssh-rsa AAAAB3NzaC1yc2E= key-6558',0,'deleted',8192,4,'mpi-17','c01-02.cloud.example.org','IyEvYmluL3NoCmVjaG8gJ2EyMzFmNDk3NjNkZTE4MmQnOyAtLSApICwgKAo=','r-520306c1','2024-02-12 00:52:27','2024-02-13 04:37:10','mpi-17','see \"notes\"; ask Bob\'s team','nova',0,NULL,'c01-02.cloud.example.org',4,NULL,'67ee2a6c-0087-40a5-a8a7-18e83da6c55b',NULL,'/dev/vda',NULL,NULL,'',NULL,NULL,NULL,0,0,0,0,80,0,NULL,'c01-02.cloud.example.org',4,NULL,1,NULL,0);
/*!40000 ALTER TABLE `instances` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `migrations`
--

DROP TABLE IF EXISTS `migrations`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `migrations` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `source_compute` varchar(255) DEFAULT NULL,
  `dest_compute` varchar(255) DEFAULT NULL,
  `dest_host` varchar(255) DEFAULT NULL,
  `status` varchar(255) DEFAULT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `old_instance_type_id` int(11) DEFAULT NULL,
  `new_instance_type_id` int(11) DEFAULT NULL,
  `source_node` varchar(255) DEFAULT NULL,
  `dest_node` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `migration_type` enum('migration','resize','live-migration','evacuation') DEFAULT NULL,
  `hidden` tinyint(1) DEFAULT NULL,
  `memory_total` bigint(20) DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  `project_id` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `migrations_updated_at_idx` (`updated_at`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `migrations`
--

LOCK TABLES `migrations` WRITE;
/*!40000 ALTER TABLE `migrations` DISABLE KEYS */;
INSERT INTO `migrations` VALUES
('2024-01-30 17:42:51','2024-02-01 00:28:07','2024-02-01 07:43:21',1,'c01-02.cloud.example.org','c01-01.cloud.example.org','10.148.168.105','confirmed','2543f47e-e994-42a8-b0cb-06ced5b74968',1,1,'c01-02.cloud.example.org','c01-01.cloud.example.org',1,'resize',0,NULL,'d201dcf3-1c94-49f4-9ae3-b4d420463121','a69747a6d610ccb9b7150eaba68d61a5','df0f3831764a5bee28c7ed50f760f4fd'),
('2024-02-01 01:24:35','2024-02-01 01:24:37','2024-02-01 07:43:21',2,'c01-01.cloud.example.org','c01-02.cloud.example.org','10.133.244.214','completed','2543f47e-e994-42a8-b0cb-06ced5b74968',1,1,'c01-01.cloud.example.org','c01-02.cloud.example.org',2,'live-migration',0,NULL,'9e9e7d5c-520c-4062-a814-c2a7dfaf662e','admin','admin');
/*!40000 ALTER TABLE `migrations` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `services`
--

DROP TABLE IF EXISTS `services`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `services` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `host` varchar(255) DEFAULT NULL,
  `binary` varchar(255) DEFAULT NULL,
  `topic` varchar(255) DEFAULT NULL,
  `report_count` int(11) NOT NULL,
  `disabled` tinyint(1) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `disabled_reason` varchar(255) DEFAULT NULL,
  `last_seen_up` datetime DEFAULT NULL,
  `forced_down` tinyint(1) DEFAULT NULL,
  `version` int(11) DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uniq_services0host0binary0deleted` (`host`,`binary`,`deleted`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `services`
--

LOCK TABLES `services` WRITE;
/*!40000 ALTER TABLE `services` DISABLE KEYS */;
INSERT INTO `services` VALUES
('2022-11-27 00:00:00','2024-03-04 04:00:10',NULL,1,'ctl-01','nova-scheduler','scheduler',4001761,0,0,NULL,'2024-03-04 04:00:10',0,64,'1a64d26b-572c-439b-a825-4e8d270135b2'),
('2022-11-27 00:00:00','2024-03-04 04:00:10',NULL,2,'ctl-01','nova-conductor','conductor',4001761,0,0,NULL,'2024-03-04 04:00:10',0,64,'7576908f-9cf4-476a-9226-b4b6f6e2721a'),
('2024-01-15 09:12:40','2024-03-04 04:00:10',NULL,3,'c01-01.cloud.example.org','nova-compute','compute',421485,0,0,NULL,'2024-03-04 04:00:10',0,64,'b02dfb57-48c3-4a19-9d5a-6068f987fdee'),
('2024-01-15 09:14:03','2024-03-04 04:00:03',NULL,4,'c01-02.cloud.example.org','nova-compute','compute',421476,0,0,NULL,'2024-03-04 04:00:03',0,64,'5961851a-c04d-4fef-960d-a9ade35d024a'),
('2024-01-16 13:45:21','2024-03-04 04:00:11',NULL,5,'c02-01.cloud.example.org','nova-compute','compute',411209,0,0,NULL,'2024-03-04 04:00:11',0,64,'a261bc8f-31d2-43d6-b46f-077c3263aae5');
/*!40000 ALTER TABLE `services` ENABLE KEYS */;
UNLOCK TABLES;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET character_set_client  = utf8 */ ;
/*!50003 SET sql_mode              = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `audit_services` AFTER UPDATE ON services FOR EACH ROW BEGIN
INSERT INTO test.log VALUES ('it''s; ',2);
USE_THIS: BEGIN END;
END */;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;

--
-- Table structure for table `shadow_compute_nodes`
--

DROP TABLE IF EXISTS `shadow_compute_nodes`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_compute_nodes` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `service_id` int(11) DEFAULT NULL,
  `vcpus` int(11) NOT NULL,
  `memory_mb` int(11) NOT NULL,
  `local_gb` int(11) NOT NULL,
  `vcpus_used` int(11) NOT NULL,
  `memory_mb_used` int(11) NOT NULL,
  `local_gb_used` int(11) NOT NULL,
  `hypervisor_type` mediumtext NOT NULL,
  `hypervisor_version` int(11) NOT NULL,
  `cpu_info` mediumtext NOT NULL,
  `disk_available_least` int(11) DEFAULT NULL,
  `free_ram_mb` int(11) DEFAULT NULL,
  `free_disk_gb` int(11) DEFAULT NULL,
  `current_workload` int(11) DEFAULT NULL,
  `running_vms` int(11) DEFAULT NULL,
  `hypervisor_hostname` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `host_ip` varchar(39) DEFAULT NULL,
  `supported_instances` text DEFAULT NULL,
  `pci_stats` text DEFAULT NULL,
  `metrics` text DEFAULT NULL,
  `extra_resources` text DEFAULT NULL,
  `stats` text DEFAULT NULL,
  `numa_topology` text DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `ram_allocation_ratio` float DEFAULT NULL,
  `cpu_allocation_ratio` float DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  `disk_allocation_ratio` float DEFAULT NULL,
  `mapped` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_compute_nodes`
--

LOCK TABLES `shadow_compute_nodes` WRITE;
/*!40000 ALTER TABLE `shadow_compute_nodes` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_compute_nodes` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `shadow_instance_actions`
--

DROP TABLE IF EXISTS `shadow_instance_actions`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_instance_actions` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `action` varchar(255) DEFAULT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `request_id` varchar(255) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  `project_id` varchar(255) DEFAULT NULL,
  `start_time` datetime DEFAULT NULL,
  `finish_time` datetime DEFAULT NULL,
  `message` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_instance_actions`
--

LOCK TABLES `shadow_instance_actions` WRITE;
/*!40000 ALTER TABLE `shadow_instance_actions` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_instance_actions` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `shadow_instance_actions_events`
--

DROP TABLE IF EXISTS `shadow_instance_actions_events`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_instance_actions_events` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `event` varchar(255) DEFAULT NULL,
  `action_id` int(11) DEFAULT NULL,
  `start_time` datetime DEFAULT NULL,
  `finish_time` datetime DEFAULT NULL,
  `result` varchar(255) DEFAULT NULL,
  `traceback` text DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `details` text DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_instance_actions_events`
--

LOCK TABLES `shadow_instance_actions_events` WRITE;
/*!40000 ALTER TABLE `shadow_instance_actions_events` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_instance_actions_events` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `shadow_instance_faults`
--

DROP TABLE IF EXISTS `shadow_instance_faults`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_instance_faults` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `code` int(11) NOT NULL,
  `message` varchar(255) DEFAULT NULL,
  `details` mediumtext DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_instance_faults`
--

LOCK TABLES `shadow_instance_faults` WRITE;
/*!40000 ALTER TABLE `shadow_instance_faults` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_instance_faults` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `shadow_instances`
--

DROP TABLE IF EXISTS `shadow_instances`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_instances` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `internal_id` int(11) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  `project_id` varchar(255) DEFAULT NULL,
  `image_ref` varchar(255) DEFAULT NULL,
  `kernel_id` varchar(255) DEFAULT NULL,
  `ramdisk_id` varchar(255) DEFAULT NULL,
  `launch_index` int(11) DEFAULT NULL,
  `key_name` varchar(255) DEFAULT NULL,
  `key_data` mediumtext DEFAULT NULL,
  `power_state` int(11) DEFAULT NULL,
  `vm_state` varchar(255) DEFAULT NULL,
  `memory_mb` int(11) DEFAULT NULL,
  `vcpus` int(11) DEFAULT NULL,
  `hostname` varchar(255) DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `user_data` mediumtext DEFAULT NULL,
  `reservation_id` varchar(255) DEFAULT NULL,
  `launched_at` datetime DEFAULT NULL,
  `terminated_at` datetime DEFAULT NULL,
  `display_name` varchar(255) DEFAULT NULL,
  `display_description` varchar(255) DEFAULT NULL,
  `availability_zone` varchar(255) DEFAULT NULL,
  `locked` tinyint(1) DEFAULT NULL,
  `os_type` varchar(255) DEFAULT NULL,
  `launched_on` mediumtext DEFAULT NULL,
  `instance_type_id` int(11) DEFAULT NULL,
  `vm_mode` varchar(255) DEFAULT NULL,
  `uuid` varchar(36) NOT NULL,
  `architecture` varchar(255) DEFAULT NULL,
  `root_device_name` varchar(255) DEFAULT NULL,
  `access_ip_v4` varchar(39) DEFAULT NULL,
  `access_ip_v6` varchar(39) DEFAULT NULL,
  `config_drive` varchar(255) DEFAULT NULL,
  `task_state` varchar(255) DEFAULT NULL,
  `default_ephemeral_device` varchar(255) DEFAULT NULL,
  `default_swap_device` varchar(255) DEFAULT NULL,
  `progress` int(11) DEFAULT NULL,
  `auto_disk_config` tinyint(1) DEFAULT NULL,
  `shutdown_terminate` tinyint(1) DEFAULT NULL,
  `disable_terminate` tinyint(1) DEFAULT NULL,
  `root_gb` int(11) DEFAULT NULL,
  `ephemeral_gb` int(11) DEFAULT NULL,
  `cell_name` varchar(255) DEFAULT NULL,
  `node` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `locked_by` enum('owner','admin') DEFAULT NULL,
  `cleaned` int(11) DEFAULT NULL,
  `ephemeral_key_uuid` varchar(36) DEFAULT NULL,
  `hidden` tinyint(1) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_instances`
--

LOCK TABLES `shadow_instances` WRITE;
/*!40000 ALTER TABLE `shadow_instances` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_instances` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `shadow_migrations`
--

DROP TABLE IF EXISTS `shadow_migrations`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_migrations` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `source_compute` varchar(255) DEFAULT NULL,
  `dest_compute` varchar(255) DEFAULT NULL,
  `dest_host` varchar(255) DEFAULT NULL,
  `status` varchar(255) DEFAULT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `old_instance_type_id` int(11) DEFAULT NULL,
  `new_instance_type_id` int(11) DEFAULT NULL,
  `source_node` varchar(255) DEFAULT NULL,
  `dest_node` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `migration_type` enum('migration','resize','live-migration','evacuation') DEFAULT NULL,
  `hidden` tinyint(1) DEFAULT NULL,
  `memory_total` bigint(20) DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  `project_id` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_migrations`
--

LOCK TABLES `shadow_migrations` WRITE;
/*!40000 ALTER TABLE `shadow_migrations` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_migrations` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `shadow_services`
--

DROP TABLE IF EXISTS `shadow_services`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_services` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `host` varchar(255) DEFAULT NULL,
  `binary` varchar(255) DEFAULT NULL,
  `topic` varchar(255) DEFAULT NULL,
  `report_count` int(11) NOT NULL,
  `disabled` tinyint(1) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `disabled_reason` varchar(255) DEFAULT NULL,
  `last_seen_up` datetime DEFAULT NULL,
  `forced_down` tinyint(1) DEFAULT NULL,
  `version` int(11) DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_services`
--

LOCK TABLES `shadow_services` WRITE;
/*!40000 ALTER TABLE `shadow_services` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_services` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Temporary view structure for view `v_services`
--

DROP TABLE IF EXISTS `v_services`;
/*!50001 DROP VIEW IF EXISTS `v_services`*/;
SET @saved_cs_client     = @@character_set_client;
SET character_set_client = utf8mb4;
/*!50001 CREATE VIEW `v_services` AS SELECT
 NULL AS `host`,
 NULL AS `binary` */;
SET character_set_client = @saved_cs_client;

--
-- Dumping routines for database 'nova'
--
/*!50003 DROP PROCEDURE IF EXISTS `restore_services` */;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET character_set_client  = utf8 */ ;
/*!50003 SET sql_mode              = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION' */ ;
DELIMITER ;;
CREATE DEFINER=`root`@`localhost` PROCEDURE `restore_services`()
BEGIN
  SELECT 'INSERT INTO services VALUES (9)';
INSERT INTO services VALUES (9,'trap');
-- it's "quoted
END ;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;

--
-- Current Database: `nova_api`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `nova_api` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;

USE `nova_api`;

--
-- Table structure for table `build_requests`
--

DROP TABLE IF EXISTS `build_requests`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `build_requests` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `project_id` varchar(255) NOT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `instance` mediumtext DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `build_requests`
--

LOCK TABLES `build_requests` WRITE;
/*!40000 ALTER TABLE `build_requests` DISABLE KEYS */;
/*!40000 ALTER TABLE `build_requests` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `cell_mappings`
--

DROP TABLE IF EXISTS `cell_mappings`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `cell_mappings` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `uuid` varchar(36) NOT NULL,
  `name` varchar(255) DEFAULT NULL,
  `transport_url` text DEFAULT NULL,
  `database_connection` text DEFAULT NULL,
  `disabled` tinyint(1) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uniq_cell_mappings0uuid` (`uuid`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `cell_mappings`
--

LOCK TABLES `cell_mappings` WRITE;
/*!40000 ALTER TABLE `cell_mappings` DISABLE KEYS */;
INSERT INTO `cell_mappings` VALUES
(NULL,NULL,1,'00000000-0000-0000-0000-000000000000','cell0','none:///','mysql+pymysql://nova:p\'w\\d\"5b11d4d8@192.0.2.1/nova_cell0?charset=utf8',0),
(NULL,NULL,2,'00000000-0000-0000-0000-000000000001','cell1','rabbit://openstack:p\'w\\d\"a7d4830e@192.0.2.2:5672/','mysql+pymysql://nova:p\'w\\d\"5b11d4d8@192.0.2.1/nova?charset=utf8',0);
/*!40000 ALTER TABLE `cell_mappings` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `flavors`
--

DROP TABLE IF EXISTS `flavors`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `flavors` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `name` varchar(255) NOT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `memory_mb` int(11) NOT NULL,
  `vcpus` int(11) NOT NULL,
  `swap` int(11) NOT NULL,
  `vcpu_weight` int(11) DEFAULT NULL,
  `flavorid` varchar(255) NOT NULL,
  `rxtx_factor` float DEFAULT NULL,
  `root_gb` int(11) DEFAULT NULL,
  `ephemeral_gb` int(11) DEFAULT NULL,
  `disabled` tinyint(1) DEFAULT NULL,
  `is_public` tinyint(1) DEFAULT NULL,
  `description` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uniq_flavors0flavorid` (`flavorid`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `flavors`
--

LOCK TABLES `flavors` WRITE;
/*!40000 ALTER TABLE `flavors` DISABLE KEYS */;
INSERT INTO `flavors` VALUES
(NULL,NULL,'m1.tiny',1,512,1,0,NULL,'3d4a6e6c-9c8d-40cd-9e41-ef51753f9fea',1,1,0,0,1,NULL),
(NULL,NULL,'m1.small',2,2048,1,0,NULL,'b42c2454-08bc-4ae3-aa4a-a4691bf1777c',1,20,0,0,1,NULL),
(NULL,NULL,'m1.medium',3,4096,2,0,NULL,'16e5da83-d5a3-40d6-a917-2573e8d8eef9',1,40,0,0,1,NULL),
(NULL,NULL,'m1.large',4,8192,4,0,NULL,'1959c01c-1b0f-432e-bd83-c28ad0aba87f',1,80,0,0,1,NULL),
(NULL,NULL,'m1.xlarge',5,16384,8,0,NULL,'8723e56c-5123-49a5-9026-fe5e94e5a98f',1,160,0,0,1,NULL);
/*!40000 ALTER TABLE `flavors` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `host_mappings`
--

DROP TABLE IF EXISTS `host_mappings`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `host_mappings` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `cell_id` int(11) NOT NULL,
  `host` varchar(255) NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT `host_mappings_ibfk_1` FOREIGN KEY (`cell_id`) REFERENCES `cell_mappings` (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `host_mappings`
--

LOCK TABLES `host_mappings` WRITE;
/*!40000 ALTER TABLE `host_mappings` DISABLE KEYS */;
INSERT INTO `host_mappings` VALUES
('2024-01-15 09:12:40',NULL,1,2,'c01-01.cloud.example.org'),
('2024-01-15 09:14:03',NULL,2,2,'c01-02.cloud.example.org'),
('2024-01-16 13:45:21',NULL,3,2,'c02-01.cloud.example.org');
/*!40000 ALTER TABLE `host_mappings` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instance_mappings`
--

DROP TABLE IF EXISTS `instance_mappings`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_mappings` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `instance_uuid` varchar(36) NOT NULL,
  `cell_id` int(11) DEFAULT NULL,
  `project_id` varchar(255) NOT NULL,
  `queued_for_delete` tinyint(1) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uniq_instance_mappings0instance_uuid` (`instance_uuid`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_mappings`
--

LOCK TABLES `instance_mappings` WRITE;
/*!40000 ALTER TABLE `instance_mappings` DISABLE KEYS */;
INSERT INTO `instance_mappings` VALUES
('2024-02-12 00:52:23',NULL,1,'67ee2a6c-0087-40a5-a8a7-18e83da6c55b',2,'43e5c19f63119c506d8527faa47ccd5d',1,'9e196b59fc21d2aa893fb4f865b1e703'),
('2024-01-30 07:17:36',NULL,2,'2543f47e-e994-42a8-b0cb-06ced5b74968',2,'df0f3831764a5bee28c7ed50f760f4fd',1,'a69747a6d610ccb9b7150eaba68d61a5'),
('2024-01-20 01:27:09',NULL,3,'e7b5fe39-a567-4560-8b09-f76d5ebc7def',2,'df0f3831764a5bee28c7ed50f760f4fd',1,'a95c933c95b52cc6ebf914c30d06ff21'),
('2024-01-18 10:21:13',NULL,4,'4c9934cd-a01a-4c7c-aadb-7a43ab1b57da',2,'df0f3831764a5bee28c7ed50f760f4fd',1,'a95c933c95b52cc6ebf914c30d06ff21'),
('2024-01-06 20:35:38',NULL,5,'c7ff59f4-3b8d-485b-9dfd-fe20378a76fd',1,'43e5c19f63119c506d8527faa47ccd5d',1,'7545d658a76796d7268166bbc0338a93');
/*!40000 ALTER TABLE `instance_mappings` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Dumping routines for database 'nova_api'
--

--
-- Current Database: `nova_cell0`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `nova_cell0` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;

USE `nova_cell0`;

--
-- Table structure for table `block_device_mapping`
--

DROP TABLE IF EXISTS `block_device_mapping`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `block_device_mapping` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `device_name` varchar(255) DEFAULT NULL,
  `delete_on_termination` tinyint(1) DEFAULT NULL,
  `volume_id` varchar(36) DEFAULT NULL,
  `volume_size` int(11) DEFAULT NULL,
  `connection_info` mediumtext DEFAULT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `source_type` varchar(255) DEFAULT NULL,
  `destination_type` varchar(255) DEFAULT NULL,
  `boot_index` int(11) DEFAULT NULL,
  `image_id` varchar(36) DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `block_device_mapping_instance_uuid_idx` (`instance_uuid`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `block_device_mapping`
--

LOCK TABLES `block_device_mapping` WRITE;
/*!40000 ALTER TABLE `block_device_mapping` DISABLE KEYS */;
/*!40000 ALTER TABLE `block_device_mapping` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `compute_nodes`
--

DROP TABLE IF EXISTS `compute_nodes`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `compute_nodes` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `service_id` int(11) DEFAULT NULL,
  `vcpus` int(11) NOT NULL,
  `memory_mb` int(11) NOT NULL,
  `local_gb` int(11) NOT NULL,
  `vcpus_used` int(11) NOT NULL,
  `memory_mb_used` int(11) NOT NULL,
  `local_gb_used` int(11) NOT NULL,
  `hypervisor_type` mediumtext NOT NULL,
  `hypervisor_version` int(11) NOT NULL,
  `cpu_info` mediumtext NOT NULL,
  `disk_available_least` int(11) DEFAULT NULL,
  `free_ram_mb` int(11) DEFAULT NULL,
  `free_disk_gb` int(11) DEFAULT NULL,
  `current_workload` int(11) DEFAULT NULL,
  `running_vms` int(11) DEFAULT NULL,
  `hypervisor_hostname` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `host_ip` varchar(39) DEFAULT NULL,
  `supported_instances` text DEFAULT NULL,
  `pci_stats` text DEFAULT NULL,
  `metrics` text DEFAULT NULL,
  `extra_resources` text DEFAULT NULL,
  `stats` text DEFAULT NULL,
  `numa_topology` text DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `ram_allocation_ratio` float DEFAULT NULL,
  `cpu_allocation_ratio` float DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  `disk_allocation_ratio` float DEFAULT NULL,
  `mapped` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uniq_compute_nodes0host0hypervisor_hostname0deleted` (`host`,`hypervisor_hostname`,`deleted`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `compute_nodes`
--

LOCK TABLES `compute_nodes` WRITE;
/*!40000 ALTER TABLE `compute_nodes` DISABLE KEYS */;
/*!40000 ALTER TABLE `compute_nodes` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instance_actions`
--

DROP TABLE IF EXISTS `instance_actions`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_actions` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `action` varchar(255) DEFAULT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `request_id` varchar(255) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  `project_id` varchar(255) DEFAULT NULL,
  `start_time` datetime DEFAULT NULL,
  `finish_time` datetime DEFAULT NULL,
  `message` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `request_id_idx` (`request_id`),
  KEY `instance_uuid_idx` (`instance_uuid`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_actions`
--

LOCK TABLES `instance_actions` WRITE;
/*!40000 ALTER TABLE `instance_actions` DISABLE KEYS */;
INSERT INTO `instance_actions` VALUES
('2024-01-06 20:35:42','2024-01-06 20:35:42',NULL,1,'create','c7ff59f4-3b8d-485b-9dfd-fe20378a76fd','req-b2c3e72c-a134-4805-af57-058288b56bdb','7545d658a76796d7268166bbc0338a93','43e5c19f63119c506d8527faa47ccd5d','2024-01-06 20:35:38',NULL,'Error',0),
('2024-01-06 21:41:03',NULL,NULL,2,'delete','c7ff59f4-3b8d-485b-9dfd-fe20378a76fd','req-667f52e6-0a72-42fd-aebd-22ee98c3ca05','7545d658a76796d7268166bbc0338a93','43e5c19f63119c506d8527faa47ccd5d','2024-01-06 21:41:03',NULL,NULL,0);
/*!40000 ALTER TABLE `instance_actions` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instance_actions_events`
--

DROP TABLE IF EXISTS `instance_actions_events`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_actions_events` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `event` varchar(255) DEFAULT NULL,
  `action_id` int(11) DEFAULT NULL,
  `start_time` datetime DEFAULT NULL,
  `finish_time` datetime DEFAULT NULL,
  `result` varchar(255) DEFAULT NULL,
  `traceback` text DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `details` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `action_id` (`action_id`),
  CONSTRAINT `instance_actions_events_ibfk_1` FOREIGN KEY (`action_id`) REFERENCES `instance_actions` (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_actions_events`
--

LOCK TABLES `instance_actions_events` WRITE;
/*!40000 ALTER TABLE `instance_actions_events` DISABLE KEYS */;
INSERT INTO `instance_actions_events` VALUES
('2024-01-06 20:35:42','2024-01-06 20:35:42',NULL,1,'conductor_schedule_and_build_instances',1,'2024-01-06 20:35:42','2024-01-06 20:35:42','Error','Traceback (most recent call last):\n  File \"/usr/lib/python3/dist-packages/nova/compute/manager.py\", line 201, in decorated_function\n    return function(self, *args)\nLibvirtError: internal error: process exited while connecting to monitor: can\'t open \"/dev/kvm\"\n\n',0,'ctl-01','internal error: process exited while connecting to monitor: can\'t open \"/dev/kvm\"\n');
/*!40000 ALTER TABLE `instance_actions_events` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instance_extra`
--

DROP TABLE IF EXISTS `instance_extra`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_extra` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `instance_uuid` varchar(36) NOT NULL,
  `numa_topology` text DEFAULT NULL,
  `pci_requests` text DEFAULT NULL,
  `flavor` text DEFAULT NULL,
  `vcpu_model` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `instance_extra_idx` (`instance_uuid`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_extra`
--

LOCK TABLES `instance_extra` WRITE;
/*!40000 ALTER TABLE `instance_extra` DISABLE KEYS */;
INSERT INTO `instance_extra` VALUES
('2024-01-06 20:35:38',NULL,'2024-01-06 21:41:03',1,1,'c7ff59f4-3b8d-485b-9dfd-fe20378a76fd',NULL,'[]','{\"cur\":{\"nova_object.name\":\"Flavor\",\"nova_object.data\":{\"id\":1,\"name\":\"m1.tiny\",\"memory_mb\":512,\"vcpus\":1,\"root_gb\":1,\"ephemeral_gb\":0,\"flavorid\":\"3d4a6e6c-9c8d-40cd-9e41-ef51753f9fea\"}},\"old\":null,\"new\":null}',NULL);
/*!40000 ALTER TABLE `instance_extra` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instance_faults`
--

DROP TABLE IF EXISTS `instance_faults`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_faults` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `code` int(11) NOT NULL,
  `message` varchar(255) DEFAULT NULL,
  `details` mediumtext DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `instance_faults_host_idx` (`host`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_faults`
--

LOCK TABLES `instance_faults` WRITE;
/*!40000 ALTER TABLE `instance_faults` DISABLE KEYS */;
INSERT INTO `instance_faults` VALUES
('2024-01-06 20:35:42',NULL,'2024-01-06 21:41:03',1,'c7ff59f4-3b8d-485b-9dfd-fe20378a76fd',500,'internal error: process exited while connecting to monitor: can\'t open \"/dev/kvm\"\n','Traceback (most recent call last):\n  File \"/usr/lib/python3/dist-packages/nova/compute/manager.py\", line 201, in decorated_function\n    return function(self, *args)\nLibvirtError: internal error: process exited while connecting to monitor: can\'t open \"/dev/kvm\"\n\n',NULL,1);
/*!40000 ALTER TABLE `instance_faults` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instance_info_caches`
--

DROP TABLE IF EXISTS `instance_info_caches`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_info_caches` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `network_info` mediumtext DEFAULT NULL,
  `instance_uuid` varchar(36) NOT NULL,
  `deleted` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_info_caches`
--

LOCK TABLES `instance_info_caches` WRITE;
/*!40000 ALTER TABLE `instance_info_caches` DISABLE KEYS */;
/*!40000 ALTER TABLE `instance_info_caches` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instance_system_metadata`
--

DROP TABLE IF EXISTS `instance_system_metadata`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instance_system_metadata` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `instance_uuid` varchar(36) NOT NULL,
  `key` varchar(255) NOT NULL,
  `value` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `instance_uuid` (`instance_uuid`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instance_system_metadata`
--

LOCK TABLES `instance_system_metadata` WRITE;
/*!40000 ALTER TABLE `instance_system_metadata` DISABLE KEYS */;
/*!40000 ALTER TABLE `instance_system_metadata` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `instances`
--

DROP TABLE IF EXISTS `instances`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `instances` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `internal_id` int(11) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  `project_id` varchar(255) DEFAULT NULL,
  `image_ref` varchar(255) DEFAULT NULL,
  `kernel_id` varchar(255) DEFAULT NULL,
  `ramdisk_id` varchar(255) DEFAULT NULL,
  `launch_index` int(11) DEFAULT NULL,
  `key_name` varchar(255) DEFAULT NULL,
  `key_data` mediumtext DEFAULT NULL,
  `power_state` int(11) DEFAULT NULL,
  `vm_state` varchar(255) DEFAULT NULL,
  `memory_mb` int(11) DEFAULT NULL,
  `vcpus` int(11) DEFAULT NULL,
  `hostname` varchar(255) DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `user_data` mediumtext DEFAULT NULL,
  `reservation_id` varchar(255) DEFAULT NULL,
  `launched_at` datetime DEFAULT NULL,
  `terminated_at` datetime DEFAULT NULL,
  `display_name` varchar(255) DEFAULT NULL,
  `display_description` varchar(255) DEFAULT NULL,
  `availability_zone` varchar(255) DEFAULT NULL,
  `locked` tinyint(1) DEFAULT NULL,
  `os_type` varchar(255) DEFAULT NULL,
  `launched_on` mediumtext DEFAULT NULL,
  `instance_type_id` int(11) DEFAULT NULL,
  `vm_mode` varchar(255) DEFAULT NULL,
  `uuid` varchar(36) NOT NULL,
  `architecture` varchar(255) DEFAULT NULL,
  `root_device_name` varchar(255) DEFAULT NULL,
  `access_ip_v4` varchar(39) DEFAULT NULL,
  `access_ip_v6` varchar(39) DEFAULT NULL,
  `config_drive` varchar(255) DEFAULT NULL,
  `task_state` varchar(255) DEFAULT NULL,
  `default_ephemeral_device` varchar(255) DEFAULT NULL,
  `default_swap_device` varchar(255) DEFAULT NULL,
  `progress` int(11) DEFAULT NULL,
  `auto_disk_config` tinyint(1) DEFAULT NULL,
  `shutdown_terminate` tinyint(1) DEFAULT NULL,
  `disable_terminate` tinyint(1) DEFAULT NULL,
  `root_gb` int(11) DEFAULT NULL,
  `ephemeral_gb` int(11) DEFAULT NULL,
  `cell_name` varchar(255) DEFAULT NULL,
  `node` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `locked_by` enum('owner','admin') DEFAULT NULL,
  `cleaned` int(11) DEFAULT NULL,
  `ephemeral_key_uuid` varchar(36) DEFAULT NULL,
  `hidden` tinyint(1) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uniq_instances0uuid` (`uuid`),
  KEY `instances_host_node_deleted_idx` (`host`,`node`,`deleted`),
  KEY `instances_project_id_idx` (`project_id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `instances`
--

LOCK TABLES `instances` WRITE;
/*!40000 ALTER TABLE `instances` DISABLE KEYS */;
INSERT INTO `instances` VALUES
('2024-01-06 20:35:38','2024-01-06 21:41:03','2024-01-06 21:41:03',1,NULL,'7545d658a76796d7268166bbc0338a93','43e5c19f63119c506d8527faa47ccd5d','3be8dcba-58b0-4991-bc37-f404dee2d69a','','',0,'key-f865','ssh-rsa AAAAB3NzaC1yc2E= key-f865',0,'deleted',512,1,'launch-43',NULL,'IyEvYmluL3NoCmVjaG8gJ2I5NTQxM2ExNWIxNWFkNDMnOyAtLSApICwgKAo=','r-1c174499',NULL,'2024-01-06 21:41:03','🚀 launch 🐙-43','see \"notes\"; ask Bob\'s team',NULL,0,NULL,NULL,1,NULL,'c7ff59f4-3b8d-485b-9dfd-fe20378a76fd',NULL,NULL,NULL,NULL,'',NULL,NULL,NULL,0,0,0,0,1,0,NULL,NULL,1,NULL,1,NULL,0);
/*!40000 ALTER TABLE `instances` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `migrations`
--

DROP TABLE IF EXISTS `migrations`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `migrations` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `source_compute` varchar(255) DEFAULT NULL,
  `dest_compute` varchar(255) DEFAULT NULL,
  `dest_host` varchar(255) DEFAULT NULL,
  `status` varchar(255) DEFAULT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `old_instance_type_id` int(11) DEFAULT NULL,
  `new_instance_type_id` int(11) DEFAULT NULL,
  `source_node` varchar(255) DEFAULT NULL,
  `dest_node` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `migration_type` enum('migration','resize','live-migration','evacuation') DEFAULT NULL,
  `hidden` tinyint(1) DEFAULT NULL,
  `memory_total` bigint(20) DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  `project_id` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `migrations_updated_at_idx` (`updated_at`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `migrations`
--

LOCK TABLES `migrations` WRITE;
/*!40000 ALTER TABLE `migrations` DISABLE KEYS */;
/*!40000 ALTER TABLE `migrations` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `services`
--

DROP TABLE IF EXISTS `services`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `services` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `host` varchar(255) DEFAULT NULL,
  `binary` varchar(255) DEFAULT NULL,
  `topic` varchar(255) DEFAULT NULL,
  `report_count` int(11) NOT NULL,
  `disabled` tinyint(1) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `disabled_reason` varchar(255) DEFAULT NULL,
  `last_seen_up` datetime DEFAULT NULL,
  `forced_down` tinyint(1) DEFAULT NULL,
  `version` int(11) DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uniq_services0host0binary0deleted` (`host`,`binary`,`deleted`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `services`
--

LOCK TABLES `services` WRITE;
/*!40000 ALTER TABLE `services` DISABLE KEYS */;
INSERT INTO `services` VALUES
('2022-11-27 00:00:00','2024-03-04 04:00:10',NULL,1,'ctl-01','nova-conductor','conductor',4001761,0,0,NULL,'2024-03-04 04:00:10',0,64,'8079de72-33e0-4e47-8a4b-6923af269b85');
/*!40000 ALTER TABLE `services` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `shadow_compute_nodes`
--

DROP TABLE IF EXISTS `shadow_compute_nodes`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_compute_nodes` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `service_id` int(11) DEFAULT NULL,
  `vcpus` int(11) NOT NULL,
  `memory_mb` int(11) NOT NULL,
  `local_gb` int(11) NOT NULL,
  `vcpus_used` int(11) NOT NULL,
  `memory_mb_used` int(11) NOT NULL,
  `local_gb_used` int(11) NOT NULL,
  `hypervisor_type` mediumtext NOT NULL,
  `hypervisor_version` int(11) NOT NULL,
  `cpu_info` mediumtext NOT NULL,
  `disk_available_least` int(11) DEFAULT NULL,
  `free_ram_mb` int(11) DEFAULT NULL,
  `free_disk_gb` int(11) DEFAULT NULL,
  `current_workload` int(11) DEFAULT NULL,
  `running_vms` int(11) DEFAULT NULL,
  `hypervisor_hostname` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `host_ip` varchar(39) DEFAULT NULL,
  `supported_instances` text DEFAULT NULL,
  `pci_stats` text DEFAULT NULL,
  `metrics` text DEFAULT NULL,
  `extra_resources` text DEFAULT NULL,
  `stats` text DEFAULT NULL,
  `numa_topology` text DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `ram_allocation_ratio` float DEFAULT NULL,
  `cpu_allocation_ratio` float DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  `disk_allocation_ratio` float DEFAULT NULL,
  `mapped` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_compute_nodes`
--

LOCK TABLES `shadow_compute_nodes` WRITE;
/*!40000 ALTER TABLE `shadow_compute_nodes` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_compute_nodes` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `shadow_instance_actions`
--

DROP TABLE IF EXISTS `shadow_instance_actions`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_instance_actions` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `action` varchar(255) DEFAULT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `request_id` varchar(255) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  `project_id` varchar(255) DEFAULT NULL,
  `start_time` datetime DEFAULT NULL,
  `finish_time` datetime DEFAULT NULL,
  `message` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_instance_actions`
--

LOCK TABLES `shadow_instance_actions` WRITE;
/*!40000 ALTER TABLE `shadow_instance_actions` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_instance_actions` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `shadow_instance_actions_events`
--

DROP TABLE IF EXISTS `shadow_instance_actions_events`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_instance_actions_events` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `event` varchar(255) DEFAULT NULL,
  `action_id` int(11) DEFAULT NULL,
  `start_time` datetime DEFAULT NULL,
  `finish_time` datetime DEFAULT NULL,
  `result` varchar(255) DEFAULT NULL,
  `traceback` text DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `details` text DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_instance_actions_events`
--

LOCK TABLES `shadow_instance_actions_events` WRITE;
/*!40000 ALTER TABLE `shadow_instance_actions_events` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_instance_actions_events` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `shadow_instance_faults`
--

DROP TABLE IF EXISTS `shadow_instance_faults`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_instance_faults` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `code` int(11) NOT NULL,
  `message` varchar(255) DEFAULT NULL,
  `details` mediumtext DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_instance_faults`
--

LOCK TABLES `shadow_instance_faults` WRITE;
/*!40000 ALTER TABLE `shadow_instance_faults` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_instance_faults` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `shadow_instances`
--

DROP TABLE IF EXISTS `shadow_instances`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_instances` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `internal_id` int(11) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  `project_id` varchar(255) DEFAULT NULL,
  `image_ref` varchar(255) DEFAULT NULL,
  `kernel_id` varchar(255) DEFAULT NULL,
  `ramdisk_id` varchar(255) DEFAULT NULL,
  `launch_index` int(11) DEFAULT NULL,
  `key_name` varchar(255) DEFAULT NULL,
  `key_data` mediumtext DEFAULT NULL,
  `power_state` int(11) DEFAULT NULL,
  `vm_state` varchar(255) DEFAULT NULL,
  `memory_mb` int(11) DEFAULT NULL,
  `vcpus` int(11) DEFAULT NULL,
  `hostname` varchar(255) DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `user_data` mediumtext DEFAULT NULL,
  `reservation_id` varchar(255) DEFAULT NULL,
  `launched_at` datetime DEFAULT NULL,
  `terminated_at` datetime DEFAULT NULL,
  `display_name` varchar(255) DEFAULT NULL,
  `display_description` varchar(255) DEFAULT NULL,
  `availability_zone` varchar(255) DEFAULT NULL,
  `locked` tinyint(1) DEFAULT NULL,
  `os_type` varchar(255) DEFAULT NULL,
  `launched_on` mediumtext DEFAULT NULL,
  `instance_type_id` int(11) DEFAULT NULL,
  `vm_mode` varchar(255) DEFAULT NULL,
  `uuid` varchar(36) NOT NULL,
  `architecture` varchar(255) DEFAULT NULL,
  `root_device_name` varchar(255) DEFAULT NULL,
  `access_ip_v4` varchar(39) DEFAULT NULL,
  `access_ip_v6` varchar(39) DEFAULT NULL,
  `config_drive` varchar(255) DEFAULT NULL,
  `task_state` varchar(255) DEFAULT NULL,
  `default_ephemeral_device` varchar(255) DEFAULT NULL,
  `default_swap_device` varchar(255) DEFAULT NULL,
  `progress` int(11) DEFAULT NULL,
  `auto_disk_config` tinyint(1) DEFAULT NULL,
  `shutdown_terminate` tinyint(1) DEFAULT NULL,
  `disable_terminate` tinyint(1) DEFAULT NULL,
  `root_gb` int(11) DEFAULT NULL,
  `ephemeral_gb` int(11) DEFAULT NULL,
  `cell_name` varchar(255) DEFAULT NULL,
  `node` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `locked_by` enum('owner','admin') DEFAULT NULL,
  `cleaned` int(11) DEFAULT NULL,
  `ephemeral_key_uuid` varchar(36) DEFAULT NULL,
  `hidden` tinyint(1) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_instances`
--

LOCK TABLES `shadow_instances` WRITE;
/*!40000 ALTER TABLE `shadow_instances` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_instances` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `shadow_migrations`
--

DROP TABLE IF EXISTS `shadow_migrations`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_migrations` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `source_compute` varchar(255) DEFAULT NULL,
  `dest_compute` varchar(255) DEFAULT NULL,
  `dest_host` varchar(255) DEFAULT NULL,
  `status` varchar(255) DEFAULT NULL,
  `instance_uuid` varchar(36) DEFAULT NULL,
  `old_instance_type_id` int(11) DEFAULT NULL,
  `new_instance_type_id` int(11) DEFAULT NULL,
  `source_node` varchar(255) DEFAULT NULL,
  `dest_node` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `migration_type` enum('migration','resize','live-migration','evacuation') DEFAULT NULL,
  `hidden` tinyint(1) DEFAULT NULL,
  `memory_total` bigint(20) DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  `user_id` varchar(255) DEFAULT NULL,
  `project_id` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_migrations`
--

LOCK TABLES `shadow_migrations` WRITE;
/*!40000 ALTER TABLE `shadow_migrations` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_migrations` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `shadow_services`
--

DROP TABLE IF EXISTS `shadow_services`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shadow_services` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `host` varchar(255) DEFAULT NULL,
  `binary` varchar(255) DEFAULT NULL,
  `topic` varchar(255) DEFAULT NULL,
  `report_count` int(11) NOT NULL,
  `disabled` tinyint(1) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `disabled_reason` varchar(255) DEFAULT NULL,
  `last_seen_up` datetime DEFAULT NULL,
  `forced_down` tinyint(1) DEFAULT NULL,
  `version` int(11) DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `shadow_services`
--

LOCK TABLES `shadow_services` WRITE;
/*!40000 ALTER TABLE `shadow_services` DISABLE KEYS */;
/*!40000 ALTER TABLE `shadow_services` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Dumping routines for database 'nova_cell0'
--

--
-- Current Database: `nova_old`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `nova_old` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;

USE `nova_old`;

--
-- Table structure for table `compute_nodes`
--

DROP TABLE IF EXISTS `compute_nodes`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `compute_nodes` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `service_id` int(11) DEFAULT NULL,
  `vcpus` int(11) NOT NULL,
  `memory_mb` int(11) NOT NULL,
  `local_gb` int(11) NOT NULL,
  `vcpus_used` int(11) NOT NULL,
  `memory_mb_used` int(11) NOT NULL,
  `local_gb_used` int(11) NOT NULL,
  `hypervisor_type` mediumtext NOT NULL,
  `hypervisor_version` int(11) NOT NULL,
  `cpu_info` mediumtext NOT NULL,
  `disk_available_least` int(11) DEFAULT NULL,
  `free_ram_mb` int(11) DEFAULT NULL,
  `free_disk_gb` int(11) DEFAULT NULL,
  `current_workload` int(11) DEFAULT NULL,
  `running_vms` int(11) DEFAULT NULL,
  `hypervisor_hostname` varchar(255) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `host_ip` varchar(39) DEFAULT NULL,
  `supported_instances` text DEFAULT NULL,
  `pci_stats` text DEFAULT NULL,
  `metrics` text DEFAULT NULL,
  `extra_resources` text DEFAULT NULL,
  `stats` text DEFAULT NULL,
  `numa_topology` text DEFAULT NULL,
  `host` varchar(255) DEFAULT NULL,
  `ram_allocation_ratio` float DEFAULT NULL,
  `cpu_allocation_ratio` float DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  `disk_allocation_ratio` float DEFAULT NULL,
  `mapped` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uniq_compute_nodes0host0hypervisor_hostname0deleted` (`host`,`hypervisor_hostname`,`deleted`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `compute_nodes`
--

LOCK TABLES `compute_nodes` WRITE;
/*!40000 ALTER TABLE `compute_nodes` DISABLE KEYS */;
INSERT INTO `compute_nodes` VALUES
('2024-03-04 04:00:12',NULL,NULL,1,NULL,1,1,1,0,0,0,'QEMU',1,'',NULL,NULL,NULL,NULL,NULL,'decoy-7883ca',0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'decoy-7883ca',NULL,NULL,NULL,NULL,NULL);
/*!40000 ALTER TABLE `compute_nodes` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `services`
--

DROP TABLE IF EXISTS `services`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `services` (
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `deleted_at` datetime DEFAULT NULL,
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `host` varchar(255) DEFAULT NULL,
  `binary` varchar(255) DEFAULT NULL,
  `topic` varchar(255) DEFAULT NULL,
  `report_count` int(11) NOT NULL,
  `disabled` tinyint(1) DEFAULT NULL,
  `deleted` int(11) DEFAULT NULL,
  `disabled_reason` varchar(255) DEFAULT NULL,
  `last_seen_up` datetime DEFAULT NULL,
  `forced_down` tinyint(1) DEFAULT NULL,
  `version` int(11) DEFAULT NULL,
  `uuid` varchar(36) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uniq_services0host0binary0deleted` (`host`,`binary`,`deleted`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `services`
--

LOCK TABLES `services` WRITE;
/*!40000 ALTER TABLE `services` DISABLE KEYS */;
INSERT INTO `services` VALUES
('2024-03-04 04:00:12',NULL,NULL,1,'decoy-7883ca','nova-compute',NULL,0,0,0,NULL,NULL,NULL,NULL,NULL);
/*!40000 ALTER TABLE `services` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Dumping routines for database 'nova_old'
--

--
-- Current Database: `test`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `test` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;

USE `test`;

--
-- Dumping routines for database 'test'
--

--
-- Current Database: `zz_other`
--

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `zz_other` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;

USE `zz_other`;

--
-- Table structure for table `documents`
--

DROP TABLE IF EXISTS `documents`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `documents` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `title` varchar(255) DEFAULT NULL,
  `body` mediumtext DEFAULT NULL,
  `attachment` blob DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `documents`
--

LOCK TABLES `documents` WRITE;
/*!40000 ALTER TABLE `documents` DISABLE KEYS */;
/*!40000 ALTER TABLE `documents` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `measures`
--

DROP TABLE IF EXISTS `measures`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `measures` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `metric` varchar(36) DEFAULT NULL,
  `taken_at` datetime DEFAULT NULL,
  `value` double DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=4711 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `measures`
--

LOCK TABLES `measures` WRITE;
/*!40000 ALTER TABLE `measures` DISABLE KEYS */;
/*!40000 ALTER TABLE `measures` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Dumping routines for database 'zz_other'
--

--
-- Current Database: `keystone`
--

USE `keystone`;

--
-- Current Database: `mysql`
--

USE `mysql`;

--
-- Current Database: `nova`
--

USE `nova`;

--
-- Final view structure for view `v_services`
--

/*!50001 DROP VIEW IF EXISTS `v_services`*/;
/*!50001 SET @saved_cs_client          = @@character_set_client */;
/*!50001 SET character_set_client      = utf8 */;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `v_services` AS select `services`.`host` AS `host`,`services`.`binary` AS `binary` from `services` */;
/*!50001 SET character_set_client      = @saved_cs_client */;

--
-- Current Database: `nova_api`
--

USE `nova_api`;

--
-- Current Database: `nova_cell0`
--

USE `nova_cell0`;

--
-- Current Database: `nova_old`
--

USE `nova_old`;

--
-- Current Database: `test`
--

USE `test`;

--
-- Current Database: `zz_other`
--

USE `zz_other`;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2024-03-04  4:00:12
